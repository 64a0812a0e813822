// What the test JsforceTest lets jsforce do. Prints one JSON object.
//
//   jsforce.js ADDRESS TOKEN USER PASSWORD CLIENT_ID CLIENT_SECRET
'use strict';

const jsforce = require('jsforce');

const VERSION = '64.0'; // the newest that still signs in over SOAP

async function main(instanceUrl, accessToken, user, password, clientId, clientSecret) {
  const org = new jsforce.Connection({ instanceUrl, accessToken, version: VERSION });
  const result = {};

  const load = (operation, input, more) =>
    org.bulk2.loadAndWaitForResults({
      object: 'Account', operation, input, pollInterval: 50, pollTimeout: 60000, ...more,
    });
  const loaded = await load(
    'upsert',
    [
      { ERP_Number__c: '1', Name: 'Äpfel, "süß"', Phone: '1' },
      { ERP_Number__c: '2', Name: 'Birnen', Phone: null },
      { ERP_Number__c: '3', Name: '', Phone: '3' },
    ],
    { externalIdFieldName: 'ERP_Number__c' },
  );
  result.loaded = {
    successful: loaded.successfulResults,
    failed: loaded.failedResults,
    unprocessed: loaded.unprocessedRecords,
  };
  result.again = (
    await load('upsert', 'ERP_Number__c,Phone\n1,11\n', { externalIdFieldName: 'ERP_Number__c' })
  ).successfulResults;

  const stream = await org.bulk2.query(
    'SELECT ERP_Number__c, Name, Owner.Name FROM Account ORDER BY ERP_Number__c',
    { pollInterval: 50 },
  );
  result.bulkQuery = await stream.toArray();

  result.query = await org.query('SELECT Id, Name, Phone FROM Account ORDER BY ERP_Number__c');
  result.pages = await pages(org);
  result.record = await org.sobject('Account').retrieve(result.query.records[0].Id);
  result.created = await org.sobject('Contact').create({ LastName: 'Adams' });
  result.upserted = await org
    .sobject('Contact')
    .upsert({ ERP_Number__c: 'c1', LastName: 'Baker' }, 'ERP_Number__c');
  result.updated = await org
    .sobject('Contact')
    .update({ Id: result.created.id, FirstName: 'Ann' });
  result.destroyed = await org.sobject('Contact').destroy(result.created.id);
  result.count = await org.sobject('Contact').count({ FirstName: 'Ann' });

  result.describe = (await org.describe('Account')).fields.map((field) => field.name);
  result.describeGlobal = (await org.describeGlobal()).sobjects.map((object) => object.name);
  result.limits = (await org.limits()).DailyApiRequests;
  result.identity = (await org.identity()).user_id;
  result.errors = [await failure(org.query('SELECT Nothing__c FROM Account')),
    await failure(org.query('SELECT'))];

  const soap = new jsforce.Connection({ loginUrl: instanceUrl, version: VERSION });
  result.soap = await soap.login(user, password);
  result.soapQuery = (await soap.query('SELECT COUNT() FROM Account')).totalSize;
  result.refused = await failure(
    new jsforce.Connection({ loginUrl: instanceUrl, version: VERSION }).login(user, 'wrong'),
  );
  const token = soap.accessToken;
  await soap.logout();
  result.afterLogout = await failure(
    new jsforce.Connection({ instanceUrl, accessToken: token, version: VERSION }).query(
      'SELECT Id FROM Account',
    ),
  );

  const oauth2 = { loginUrl: instanceUrl, clientId, clientSecret };
  const app = new jsforce.Connection({ oauth2, version: VERSION });
  result.app = await app.login(user, password);
  await fetch(`${instanceUrl}/sandbox/sessions`, { method: 'DELETE' });
  result.signedInAgain = (await app.query('SELECT COUNT() FROM Account')).totalSize;
  return result;
}

async function pages(org) {
  const input = Array.from({ length: 4500 }, (_, i) => ({ LastName: `Page ${i}` }));
  await org.bulk2.loadAndWaitForResults({
    object: 'Contact', operation: 'insert', input, pollInterval: 50, pollTimeout: 60000,
  });
  const { records } = await org
    .query("SELECT Id FROM Contact WHERE LastName LIKE 'Page %'")
    .run({ autoFetch: true, maxFetch: 10000 });
  return records.length;
}

async function failure(promise) {
  try {
    await promise;
    return 'no failure';
  } catch (error) {
    return `${error.errorCode || error.name}: ${error.message}`;
  }
}

main(...process.argv.slice(2)).then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
