"""Upserts an export with simple_salesforce, which cuts it itself into jobs.

Without a number of records a job it cuts at 99 MiB, but does not count quotes and line ends, and refuses
its own piece if that has more than 100 MiB with them.

    simple_salesforce_upsert.py ADDRESS TOKEN FILE

The address is that for HTTPS, the only way it knows; REQUESTS_CA_BUNDLE names the sandbox's certificate.
"""

import sys

from simple_salesforce import Salesforce
from simple_salesforce.bulk2 import ColumnDelimiter, LineEnding


def upsert(address, token, file):
    org = Salesforce(instance_url=address, session_id=token)
    jobs = org.bulk2.Account.upsert(
        csv_file=file, external_id_field="ERP_Number__c", wait=0.2, batch_size=250_000,
        column_delimiter=ColumnDelimiter.SEMICOLON, line_ending=LineEnding.LF)
    if any(job["numberRecordsFailed"] for job in jobs):
        raise SystemExit(f"records have failed: {jobs}")
    print(sum(job["numberRecordsProcessed"] for job in jobs), "records")


if __name__ == "__main__":
    upsert(*sys.argv[1:])
