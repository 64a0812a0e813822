// Upserts an export with jsforce: it cuts nothing, so the export is read with csv-parse and brought in
// batches of records, each with bulk2.loadAndWaitForResults.
//
//   jsforce.js ADDRESS TOKEN FILE
'use strict';

const fs = require('fs');
const jsforce = require('jsforce');
const { parse } = require('csv-parse');

const BATCH = 250000;

async function main(instanceUrl, accessToken, file) {
  const org = new jsforce.Connection({ instanceUrl, accessToken, version: '66.0' });
  let loaded = 0;
  const load = async (input) => {
    const results = await org.bulk2.loadAndWaitForResults({
      object: 'Account', operation: 'upsert', externalIdFieldName: 'ERP_Number__c', input,
      pollInterval: 200, pollTimeout: 3600000,
    });
    if (results.failedResults.length > 0 || results.unprocessedRecords.length > 0) {
      throw new Error(`${results.failedResults.length} failed`);
    }
    loaded += results.successfulResults.length;
  };

  let records = [];
  for await (const record of fs.createReadStream(file).pipe(parse({ columns: true, delimiter: ';' }))) {
    records.push(record);
    if (records.length === BATCH) {
      await load(records);
      records = [];
    }
  }
  if (records.length > 0) {
    await load(records);
  }
  console.log(`${loaded} records`);
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
