#!/usr/bin/env bash
# Upserts ready-cut pieces with the Salesforce CLI, one after the other: it cuts nothing, and waits for a
# job by looking every 5 seconds. Who has signed in is known from its home.
#
#   sf.sh SF USERNAME PIECE...
set -euo pipefail
sf=$1 user=$2
shift 2
for piece in "$@"; do
    "$sf" data upsert bulk --target-org "$user" --sobject Account --external-id ERP_Number__c \
        --column-delimiter SEMICOLON --line-ending LF --wait 60 --file "$piece"
done
