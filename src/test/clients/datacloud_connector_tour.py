"""What the test DatacloudConnectorTest lets salesforce-datacloud-connector do. Prints one JSON object.

    datacloud_connector_tour.py ADDRESS TLS_ADDRESS CLIENT_ID CLIENT_SECRET USER PASSWORD REFRESH_TOKEN KEY_FILE

The first address is that for HTTP, the second that for HTTPS; REQUESTS_CA_BUNDLE names the sandbox's certificate.
Values of rows are written as repr does, which tells their types.
"""

import json
import pathlib
import sys

import salesforce_datacloud_connector as datacloud


def query(connection, sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def kind_of(type_code):
    return next(
        kind for kind in ("STRING", "NUMBER", "DATETIME") if getattr(datacloud, kind) == type_code)


def error_of(action):
    try:
        action()
    except datacloud.Error as error:
        return f"{type(error).__name__}: {error}"
    return "no error"


def tour(
        address, tls_address, client_id, client_secret, user, password, refresh_token, key_file):
    result = {}
    with_password = datacloud.connect(
        address, "username_password", username=user, password=password,
        client_id=client_id, client_secret=client_secret)
    ways = {
        "password": with_password,
        "refresh": datacloud.connect(
            address, "refresh_token", client_id=client_id, client_secret=client_secret,
            refresh_token=refresh_token, dataspace="default", workload="tour"),
        "jwt": datacloud.connect(
            tls_address, "jwt", username=user, client_id=client_id,
            jwt_private_key=pathlib.Path(key_file).read_text()),
    }
    result["counts"] = {
        way: query(connection, "SELECT count(*) AS n FROM deliveries__dll")[0][0]
        for way, connection in ways.items()
    }
    result["refused"] = error_of(lambda: datacloud.connect(
        address, username=user, password="wrong", client_id=client_id,
        client_secret=client_secret))

    with with_password.cursor() as cursor:
        cursor.execute(
            "SELECT delivery_no__c, weight__c, damaged__c, delivered_at__c,"
            " CAST(delivered_at__c AS DATE) AS day"
            " FROM deliveries__dll ORDER BY delivery_no__c")
        result["columns"] = [[column[0], kind_of(column[1])] for column in cursor.description]
        result["rows"] = [[repr(value) for value in row] for row in cursor]
        cursor.execute("SELECT i AS n FROM generate_series(1, 2500) t(i) ORDER BY i")
        numbers = [row[0] for row in cursor.fetchall()]
        result["pages"] = [len(numbers), numbers[0], numbers[-1]]
        frame = cursor.execute("SELECT 1 AS one, 'two' AS two").fetch_df()
        result["frame"] = json.loads(frame.to_json(orient="records"))
        cursor.execute("SELECT 1 AS one")
        cursor.cancel()
        result["cancelledTwice"] = error_of(cursor.cancel)

    # It takes Decimal and dates as well, but cannot write them into its request.
    result["parameters"] = query(
        with_password,
        "SELECT delivery_no__c FROM deliveries__dll WHERE delivery_no__c = :number"
        " AND weight__c = :weight AND damaged__c = :damaged",
        {"number": "it's 1", "weight": 12.5, "damaged": True})
    result["wrongColumn"] = error_of(
        lambda: query(with_password, "SELECT nothing FROM deliveries__dll"))
    result["wrongTable"] = error_of(lambda: query(with_password, "SELECT 1 FROM nothing__dll"))

    result["tables"] = [
        f"{table.category}.{table.name}" for table in with_password.list_tables()]
    result["someTables"] = [
        table.name for table in with_password.list_tables("public", "order%", ["TABLE"])]
    result["views"] = with_password.list_tables(table_types=["VIEW"])
    table = with_password.get_table_metadata("public.deliveries__dll")
    result["fields"] = [
        [field.name, field.type] + [size for size in (field.precision, field.scale) if size]
        for field in table.fields
    ]
    result["noTable"] = with_password.get_table_metadata("nothing__dll")

    for connection in ways.values():
        connection.close()
    return result


if __name__ == "__main__":
    print(json.dumps(tour(*sys.argv[1:])))
