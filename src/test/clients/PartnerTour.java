import com.sforce.soap.partner.DescribeGlobalResult;
import com.sforce.soap.partner.DescribeSObjectResult;
import com.sforce.soap.partner.Field;
import com.sforce.soap.partner.GetUserInfoResult;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;
import java.util.Arrays;

/**
 * What the test ForceWscTest lets Salesforce's own SOAP library do. Prints one JSON object.
 *
 * <pre>java -cp 'JARS/*' PartnerTour.java ADDRESS USER PASSWORD</pre>
 */
class PartnerTour {

    public static void main(String[] arguments) throws ConnectionException {
        String address = arguments[0] + "/services/Soap/u/64.0/";
        ConnectorConfig config = config(address, arguments[1], arguments[2]);
        PartnerConnection org = new PartnerConnection(config);
        GetUserInfoResult user = org.getUserInfo();
        DescribeGlobalResult all = org.describeGlobal();
        DescribeSObjectResult contact = org.describeSObject("Contact");
        Field account = field(contact, "AccountId");
        Field key = field(contact, "ERP_Number__c");
        DescribeSObjectResult order =
                org.describeSObjects(new String[] {"Account", "Order"})[1];
        long time = org.getServerTimestamp().getTimestamp().getTimeInMillis();
        org.logout();
        System.out.printf(
                "{\"user\":\"%s\",\"organization\":\"%s\",\"seconds\":%d,\"objects\":%d,"
                        + "\"contactUpdateable\":%b,\"accountTo\":\"%s\",\"accountBy\":\"%s\","
                        + "\"keyIsExternalId\":%b,\"keyLength\":%d,\"statusValues\":%d,"
                        + "\"time\":%d,\"afterLogout\":\"%s\",\"refused\":\"%s\"}%n",
                user.getUserName(),
                user.getOrganizationName(),
                user.getSessionSecondsValid(),
                all.getSobjects().length,
                contact.getUpdateable(),
                account.getReferenceTo()[0],
                account.getRelationshipName(),
                key.getExternalId(),
                key.getLength(),
                field(order, "Status").getPicklistValues().length,
                time,
                failure(org::getUserInfo),
                failure(() -> new PartnerConnection(config(address, arguments[1], "wrong"))));
    }

    private static ConnectorConfig config(String address, String user, String password) {
        ConnectorConfig config = new ConnectorConfig();
        config.setAuthEndpoint(address);
        config.setServiceEndpoint(address);
        config.setUsername(user);
        config.setPassword(password);
        return config;
    }

    private static Field field(DescribeSObjectResult object, String name) {
        return Arrays.stream(object.getFields())
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private interface Call {

        Object run() throws ConnectionException;
    }

    private static String failure(Call call) {
        try {
            call.run();
            return "no failure";
        } catch (ConnectionException e) {
            return e.getClass().getSimpleName();
        }
    }
}
