// Upserts an export with jsforce: it cuts nothing, so the export is read with csv-parse and brought in
// batches of records, each with bulk2.loadAndWaitForResults.
//
//   jsforce.js ADDRESS TOKEN FILE
//
// Or brings pieces that were cut before, each as it is.
//
//   jsforce.js ADDRESS TOKEN --pieces FILE...
'use strict';

const fs = require('fs');
const jsforce = require('jsforce');
const { parse } = require('csv-parse');

const BATCH = 250000;

async function main(instanceUrl, accessToken, ...files) {
  const org = new jsforce.Connection({ instanceUrl, accessToken, version: '66.0' });
  let loaded = 0;
  const load = async (input, format = {}) => {
    const results = await org.bulk2.loadAndWaitForResults({
      object: 'Account', operation: 'upsert', externalIdFieldName: 'ERP_Number__c', input, ...format,
      pollInterval: 200, pollTimeout: 3600000,
    });
    if (results.failedResults.length > 0 || results.unprocessedRecords.length > 0) {
      throw new Error(`${results.failedResults.length} failed`);
    }
    loaded += results.successfulResults.length;
  };

  if (files[0] === '--pieces') {
    for (const piece of files.slice(1)) {
      await load(fs.createReadStream(piece), { columnDelimiter: 'SEMICOLON' });
    }
    console.log(`${loaded} records`);
    return;
  }
  let records = [];
  for await (const record of fs.createReadStream(files[0]).pipe(parse({ columns: true, delimiter: ';' }))) {
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
