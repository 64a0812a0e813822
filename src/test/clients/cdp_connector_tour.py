"""What the test CdpConnectorTest lets salesforce-cdp-connector do. Prints one JSON object.

    cdp_connector_tour.py ADDRESS CLIENT_ID CLIENT_SECRET USER PASSWORD REFRESH_TOKEN KEY_FILE

The address is that for HTTP; the connector reaches the tenant over HTTPS by itself.
"""

import json
import sys

import urllib3
from salesforcecdpconnector.connection import SalesforceCDPConnection

SQL = "SELECT order_no__c, freight__c, order_date__c FROM orders__dll ORDER BY order_no__c"


def tour(address, client_id, client_secret, user, password, refresh_token, key_file):
    urllib3.disable_warnings()  # the connector verifies no certificate
    result = {}
    with_secret = SalesforceCDPConnection(
        address, client_id=client_id, client_secret=client_secret)
    cursor = with_secret.cursor()
    cursor.execute(SQL)
    result["columns"] = [[column[0], column[1]] for column in cursor.description]
    result["rows"] = [[str(value) for value in row] for row in cursor.fetchall()]
    cursor.execute("SELECT i AS n FROM generate_series(1, 2500) t(i) ORDER BY i")
    numbers = [row[0] for row in cursor.fetchall()]
    result["pages"] = [len(numbers), int(numbers[0]), int(numbers[-1])]
    try:
        cursor.execute("SELECT nothing FROM orders__dll")
        result["error"] = "no error"
    except Exception as error:  # the connector has no better type
        result["error"] = str(error)
    result["tables"] = sorted(table.name for table in with_secret.list_tables())

    with_password = SalesforceCDPConnection(
        address, user, password, client_id, client_secret)
    cursor = with_password.cursor()
    cursor.execute("SELECT count(*) AS n FROM orders__dll")
    result["count"] = int(cursor.fetchone()[0])
    with open(key_file, encoding="ascii") as file:
        key = file.read()
    connections = {
        "refresh token": SalesforceCDPConnection(
            address, client_id=client_id, client_secret=client_secret,
            refresh_token=refresh_token),
        "assertion": SalesforceCDPConnection(
            address, username=user, client_id=client_id, private_key=key),
    }
    for name, connection in connections.items():
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) AS n FROM orders__dll")
        result[name] = int(cursor.fetchone()[0])
    return result


if __name__ == "__main__":
    print(json.dumps(tour(*sys.argv[1:])))
