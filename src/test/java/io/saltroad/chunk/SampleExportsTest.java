package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.saltroad.export.CsvFormat;
import io.saltroad.export.ExportException;
import io.saltroad.export.Records;
import io.saltroad.mapping.Mapping;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A real export")
class SampleExportsTest {

    private static final String RESELLER_COLUMNS =
            "ResellerKey,GeographyKey,AlternateKey,Phone,BusinessType,ResellerName,NumberEmployees,"
                    + "OrderFrequency,OrderMonth,FirstOrderYear,LastOrderYear,ProductLine,"
                    + "AddressLine1,AddressLine2,AnnualSales,BankName,MinPaymentType,"
                    + "MinPaymentAmount,AnnualRevenue,YearOpened";

    @TempDir Path folder;

    private final List<String> rejections = new ArrayList<>();

    @Test
    void of_northwind_goes_through_byte_for_byte() throws Exception {
        Path customers = sample("northwind/Customers.csv");
        assertThat(content(Records.of(customers)).toString())
                .isEqualTo(Files.readString(customers));
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_northwind_has_american_dates() throws Exception {
        Records orders =
                Records.of(sample("northwind/Orders.csv"))
                        .mapped(
                                mapping(
                                        """
                                        Number__c:    { from: OrderID, required: true }
                                        Account.Key__c: { from: CustomerID }
                                        EffectiveDate: { from: OrderDate, type: date, format: M/d/yyyy }
                                        Shipped__c:   { from: ShippedDate, type: date, format: M/d/yyyy }
                                        Freight__c:   { from: Freight, type: decimal }
                                        ShippingPostalCode: { from: ShipPostalCode }
                                        """));
        List<String> lines = content(orders).lines().toList();
        assertThat(lines)
                .hasSize(831)
                .contains(
                        "Number__c,Account.Key__c,EffectiveDate,Shipped__c,Freight__c,ShippingPostalCode",
                        "10248,VINET,1996-07-04,1996-07-16,32.38,51100");
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_sap_has_dates_without_separators_and_leading_zeros() throws Exception {
        Records partners =
                Records.of(sample("sap-sample-bikes/BusinessPartners.csv"))
                        .mapped(
                                mapping(
                                        """
                                        ERP_Number__c: { from: PARTNERID, required: true }
                                        Name:          { from: COMPANYNAME, trim: true, maxLength: 255 }
                                        Since__c:      { from: CREATEDAT, type: date, format: yyyyMMdd }
                                        """));
        assertThat(content(partners).lines())
                .contains("0100000000,All For Bikes,2018-10-03")
                .hasSize(41);
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_sap_has_a_byte_order_mark_that_is_not_sent() throws Exception {
        assertThat(content(Records.of(sample("sap-sample-bikes/Addresses.csv"))))
                .startsWith("ADDRESSID,CITY,");
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_sap_is_not_utf_8_although_most_beside_it_are() throws Exception {
        Mapping mapping =
                mapping(
                        """
                        Employee_Number__c: { from: EMPLOYEEID }
                        LastName: { from: NAME_LAST }
                        """);
        assertThat(refused(Records.of(sample("sap-sample-bikes/Employees.csv")).mapped(mapping)))
                .hasMessageStartingWith("Employees.csv, line 7 (byte 748): A0 is no text in UTF-8");
    }

    @Test
    void of_sap_has_columns_without_a_name_that_only_a_mapping_can_leave_out() throws Exception {
        Records employees =
                Records.of(sample("sap-sample-bikes/Employees.csv"))
                        .read(format(Map.of("charset", "windows-1252")));
        assertThat(refused(employees).code()).isEqualTo(ExportException.Code.EMPTY_HEADER);
        assertThat(
                        content(
                                        employees.mapped(
                                                mapping(
                                                        """
                                                        Employee_Number__c: { from: EMPLOYEEID }
                                                        LastName:  { from: NAME_LAST }
                                                        Until__c:  { from: VALIDITY_ENDDATE, type: date, format: yyyyMMdd, none: ["99991231"], empty: clear }
                                                        """)))
                                .lines())
                .contains("0000000001,Magill,#N/A", "0000000008,Duperré,#N/A");
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_a_data_warehouse_has_pipes_and_no_header() throws Exception {
        Records resellers =
                Records.of(sample("adventureworks/DimReseller.csv"))
                        .read(
                                format(
                                        Map.of(
                                                "delimiter", "pipe",
                                                "quote", "none",
                                                "header", "false",
                                                "columns", RESELLER_COLUMNS)));
        assertThat(content(resellers).lines())
                .hasSize(702)
                .anyMatch(line -> line.contains("Roástr 2248"));
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_a_database_with_record_separators_of_its_own_is_refused() throws Exception {
        Records stores =
                Records.of(sample("adventureworks/Store.csv"))
                        .read(
                                format(
                                        Map.of(
                                                "delimiter", "+|",
                                                "quote", "none",
                                                "header", "false",
                                                "columns", "Id,Name,Person,Survey,Guid,Changed")));
        assertThat(refused(stores))
                .hasMessageContaining("records end with '&|'")
                .hasMessageContaining("not supported");
    }

    @Test
    void of_a_sap_list_has_a_column_twice_until_the_feed_names_the_columns() throws Exception {
        Map<String, String> declared =
                new HashMap<>(Map.of("delimiter", "semicolon", "charset", "windows-1252"));
        Records list = Records.of(sample("handmade/ALV_DEBITOREN_20241007_183000.csv"));
        assertThat(refused(list.read(format(declared))))
                .hasMessageContaining("columns 10 and 12 are both called Währg");
        declared.put("skipLines", "1");
        declared.put("header", "false");
        declared.put("columns", "Nr,Name,Name2,Ort,PLZ,Land,LoeVm,Seit,Umsatz,W1,Limit,W2");
        Mapping mapping =
                mapping(
                        """
                        Nr__c:  { from: Nr, required: true }
                        Name:   { from: Name }
                        Name2__c: { from: Name2 }
                        Active__c: { from: LoeVm, type: boolean, "true": [""], "false": [X] }
                        Since__c:  { from: Seit, type: date, format: dd.MM.yyyy }
                        AnnualRevenue: { from: Umsatz, type: decimal, format: "1.234,56-" }
                        """);
        String content =
                content(
                        list.read(format(declared))
                                .filter(row -> !row.value("Nr").equals("*"))
                                .mapped(mapping),
                        new ChunkFormat(Optional.empty(), Optional.empty(), EmbeddedLineEnd.LF));
        assertThat(content)
                .isEqualTo(
                        """
                        Nr__c,Name,Name2__c,Active__c,Since__c,AnnualRevenue
                        0000100042,Müller & Söhne GmbH,"Werk ""Süd""\",true,1999-01-01,1234567.89
                        0000100043,L'Étoile S.à r.l.,,true,2024-10-07,-1234.56
                        0000100044,Old Customer Inc.,,false,2003-06-15,0.00
                        0000100045,Weiß; Schwarz & Co. KG,"c/o Lager
                        Halle 3",true,2024-02-29,98.7
                        """);
        assertThat(rejections).isEmpty();
    }

    @Test
    void of_a_spreadsheet_is_utf_16_and_its_damaged_numbers_are_rejected() throws Exception {
        Records list =
                Records.of(sample("handmade/XXL_DEBITOREN_utf16le.txt"))
                        .read(format(Map.of("delimiter", "tab")))
                        .mapped(
                                mapping(
                                        """
                                        Nr__c: { from: Debitor }
                                        Name:  { from: Name 1 }
                                        AnnualRevenue: { from: Umsatz, type: decimal, format: "1234,56" }
                                        """));
        assertThat(content(list).lines())
                .containsExactly(
                        "Nr__c,Name,AnnualRevenue",
                        "100042,Müller & Söhne GmbH,1234567.89",
                        "100043,L'Étoile S.à r.l.,-1234.56");
        assertThat(rejections)
                .containsExactly(
                        "4 Umsatz '1E+06' AnnualRevenue: is not a decimal written like [1234,56]");
    }

    @Test
    void of_netsuite_has_words_for_none_and_times_of_its_user() throws Exception {
        Records customers =
                Records.of(sample("handmade/CustomerSearchResults742.csv"))
                        .mapped(
                                mapping(
                                        """
                                        Key__c:    { from: ID, required: true }
                                        Active__c: { from: Inactive, type: boolean, "true": ["No"], "false": ["Yes"] }
                                        Type:      { from: Category, none: ["- None -"] }
                                        Street__c: { from: Billing Address }
                                        Balance__c: { from: Balance, type: decimal, format: ["(1,234.56)", ".00"] }
                                        Changed__c: { from: Last Modified, type: datetime, format: "M/d/yyyy h:mm a", zone: America/Los_Angeles }
                                        """));
        assertThat(content(customers))
                .isEqualTo(
                        """
                        Key__c,Active__c,Type,Street__c,Balance__c,Changed__c
                        CUST100042,true,,"Hauptstraße 12
                        01067 Köln
                        Germany",1234567.89,2024-10-08T01:30:00Z
                        CUST100043,true,Retail,,-1234.56,2024-10-07T07:05:00Z
                        CUST100044,false,Retail,"1 Main St
                        Chicago IL 60601
                        United States",0.00,2024-03-01T07:59:00Z
                        """);
        assertThat(rejections).containsExactly("9 ID '' Key__c: is required");
    }

    private static CsvFormat format(Map<String, String> parameters) {
        return CsvFormat.of(parameters);
    }

    private static Path sample(String name) throws URISyntaxException {
        return Path.of(SampleExportsTest.class.getResource("/exports/" + name).toURI());
    }

    private Mapping mapping(String fields) throws IOException {
        Path file = folder.resolve("feed.mapping.yaml");
        return Mapping.load(Files.writeString(file, "fields:\n" + fields.indent(2)));
    }

    private ExportException refused(Records records) {
        return catchThrowableOfType(ExportException.class, () -> content(records));
    }

    private String content(Records records) throws IOException {
        return content(records, ChunkFormat.DEFAULT);
    }

    private String content(Records records, ChunkFormat format) throws IOException {
        StringBuilder content = new StringBuilder();
        try (ChunkCutter cutter =
                ChunkCutter.open(
                        records,
                        format,
                        new ChunkSize(1_000_000),
                        folder,
                        (record, rejection) ->
                                rejections.add(
                                        "%d %s '%s' %s"
                                                .formatted(
                                                        rejection.line(),
                                                        rejection.column(),
                                                        rejection.value(),
                                                        rejection.rule())))) {
            Optional<Chunk> chunk = cutter.next();
            content.append(Files.readString(chunk.orElseThrow().file()));
            assertThat(cutter.next()).isEmpty();
        }
        return content.toString();
    }
}
