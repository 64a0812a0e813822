#!/usr/bin/env bash
# Uploads ready-cut pieces with curl, one after the other: the floor, since nothing is read, checked or cut.
#
#   curl.sh ADDRESS CLIENT_ID CLIENT_SECRET PIECE...
set -euo pipefail
address=$1 id=$2 secret=$3
shift 3
ingest=$address/services/data/v66.0/jobs/ingest
call() { curl --silent --show-error --fail "$@"; }
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

token=$(call "$address/services/oauth2/token" -d grant_type=client_credentials \
    --data-urlencode "client_id=$id" --data-urlencode "client_secret=$secret" | field access_token)
who="Authorization: Bearer $token"
json='Content-Type: application/json'

jobs=()
for piece in "$@"; do
    job=$(call -H "$who" -H "$json" "$ingest" -d '{"object":"Account","operation":"upsert",
        "externalIdFieldName":"ERP_Number__c","contentType":"CSV","lineEnding":"LF",
        "columnDelimiter":"SEMICOLON"}' | field id)
    call -H "$who" -H 'Content-Type: text/csv' -T "$piece" "$ingest/$job/batches"
    call -H "$who" -H "$json" -X PATCH -d '{"state":"UploadComplete"}' "$ingest/$job" > /dev/null
    jobs+=("$job")
done
for job in "${jobs[@]}"; do
    until state=$(call -H "$who" "$ingest/$job" | field state); [ "$state" = JobComplete ]; do
        [ "$state" != Failed ] || { echo "job $job has failed" >&2; exit 1; }
        sleep 0.2
    done
done
