"""What the test SimpleSalesforceTest lets simple_salesforce do. Prints one JSON object.

    simple_salesforce_tour.py ADDRESS TOKEN USER PASSWORD SECURITY_TOKEN

The address is that for HTTPS; REQUESTS_CA_BUNDLE names the sandbox's certificate.
"""

import json
import sys
import tempfile
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed, SalesforceError, SalesforceMalformedRequest)


class AtTheSandbox(HTTPAdapter):
    """Sends to the sandbox what is meant for Salesforce: the client knows no other host to sign
    in at."""

    def __init__(self, address):
        super().__init__()
        self.host = urlsplit(address).netloc

    def send(self, request, **options):
        request.url = urlunsplit(urlsplit(request.url)._replace(netloc=self.host))
        return super().send(request, **options)


def tour(address, token, user, password, security_token):
    org = Salesforce(instance_url=address, session_id=token)
    result = {}
    records = [
        {"ERP_Number__c": "1", "Name": 'Äpfel, "süß"', "Phone": "1"},
        {"ERP_Number__c": "2", "Name": "Birnen", "Phone": "#N/A"},
        {"ERP_Number__c": "3", "Name": "", "Phone": "3"},
    ]
    jobs = org.bulk2.Account.upsert(
        records=records, external_id_field="ERP_Number__c", wait=1)
    result["jobs"] = jobs
    job = jobs[0]["job_id"]
    result["successful"] = org.bulk2.Account.get_successful_records(job)
    result["failed"] = org.bulk2.Account.get_failed_records(job)
    result["unprocessed"] = org.bulk2.Account.get_unprocessed_records(job)
    soql = "SELECT ERP_Number__c, Name, Owner.Name FROM Account ORDER BY ERP_Number__c"
    # A page a record: the locator is followed.
    result["bulkQuery"] = list(org.bulk2.Account.query(soql, max_records=1, wait=1))
    result["bulk1"] = org.bulk.Account.query_all(
        "SELECT ERP_Number__c, CreatedDate FROM Account ORDER BY ERP_Number__c",
        lazy_operation=False)
    result["query"] = org.query(soql)["records"]
    result["queryAll"] = len(list(org.query_all_iter("SELECT Id FROM Account")))
    result["describe"] = [field["name"] for field in org.Account.describe()["fields"]]
    result["limits"] = org.limits()["DailyApiRequests"]
    result["record"] = org.Account.get_by_custom_id("ERP_Number__c", "1")["Name"]
    result["created"] = org.Contact.create({"LastName": "Adams"})
    result["updated"] = org.Contact.update(result["created"]["id"], {"FirstName": "Ann"})
    result["deleted"] = org.Contact.delete(result["created"]["id"])
    result["with deleted"] = len(
        list(org.query_all_iter("SELECT Id FROM Contact", include_deleted=True)))
    try:
        org.query("SELECT Nothing__c FROM Account")
    except SalesforceMalformedRequest as error:
        result["error"] = error.content[0]["errorCode"]

    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("LastName\nCurie\nMeitner\n")
        file.flush()
        result["inserted"] = org.bulk2.Contact.insert(csv_file=file.name, batch_size=1, wait=1)
    fault = {"kind": "error", "method": "PUT", "path": "/batches$"}
    requests.post(address + "/sandbox/faults", json=fault).raise_for_status()
    try:
        org.bulk2.Contact.insert(records=[{"LastName": "Noether"}], wait=1)
    except SalesforceError as error:
        result["failed upload"] = type(error).__name__
    jobs = org.restful("jobs/ingest")["records"]
    result["contact jobs"] = sorted(job["state"] for job in jobs if job["object"] == "Contact")

    session = requests.Session()
    session.mount("https://", AtTheSandbox(address))
    by_soap = Salesforce(
        username=user, password=password, security_token=security_token,
        session=session, version="59.0")
    result["soap"] = {
        "instance": by_soap.sf_instance,
        "accounts": by_soap.query("SELECT COUNT() FROM Account")["totalSize"],
    }
    requests.delete(address + "/sandbox/sessions").raise_for_status()
    result["signed in again"] = by_soap.query("SELECT COUNT() FROM Account")["totalSize"]
    try:
        Salesforce(username=user, password="wrong", security_token="", session=session)
    except SalesforceAuthenticationFailed as error:
        result["refused"] = str(error)
    return result


if __name__ == "__main__":
    print(json.dumps(tour(*sys.argv[1:])))
