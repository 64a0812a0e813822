"""Upserts an export with simple_salesforce, which cuts it itself into jobs.

Without a number of records a job it cuts at 99 MiB, but does not count quotes and line ends, and refuses
its own piece if that has more than 100 MiB with them. So it is told a number. 750,000 would fit, and would
cost it more memory and CPU.

    simple_salesforce_upsert.py ADDRESS TOKEN FILE

It knows HTTPS alone; for the jobs that is a matter of one attribute. All others are measured over plain
HTTP, so it is, too.
"""

import sys

from simple_salesforce import Salesforce
from simple_salesforce.bulk2 import ColumnDelimiter, LineEnding


def upsert(address, token, file):
    org = Salesforce(instance_url=address, session_id=token)
    org.bulk2_url = org.bulk2_url.replace("https://", "http://")
    jobs = org.bulk2.Account.upsert(
        csv_file=file, external_id_field="ERP_Number__c", wait=0.2, batch_size=250_000,
        column_delimiter=ColumnDelimiter.SEMICOLON, line_ending=LineEnding.LF)
    if any(job["numberRecordsFailed"] for job in jobs):
        raise SystemExit(f"records have failed: {jobs}")
    print(sum(job["numberRecordsProcessed"] for job in jobs), "records")


if __name__ == "__main__":
    upsert(*sys.argv[1:])
