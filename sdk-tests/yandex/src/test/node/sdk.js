// The vendor's SDK for Node against a registry: REGISTRY (host:port), REGISTRY_KEY, REGISTRY_CA (PEM).
const assert = require('node:assert');
const fs = require('node:fs');
const { Session, waitForOperation } = require('@yandex-cloud/nodejs-sdk');
const { functionService } = require('@yandex-cloud/nodejs-sdk/serverless-functions-v1');
const { Function: FunctionMessage, Version } = require('@yandex-cloud/nodejs-sdk/serverless-functions-v1/function');
const {
  CreateFunctionMetadata,
  CreateFunctionVersionMetadata,
} = require('@yandex-cloud/nodejs-sdk/serverless-functions-v1/function_service');

const endpoint = process.env.REGISTRY;
const ssl = { rootCerts: fs.readFileSync(process.env.REGISTRY_CA) };
const session = new Session({ iamToken: process.env.REGISTRY_KEY, ssl, pollInterval: 50 });
const client = session.client(functionService.FunctionServiceClient, endpoint);
const folderId = `folder-${process.pid}-${Date.now()}`;

const of = (type, values) => functionService[type].fromPartial(values);
const done = (operation) => waitForOperation(operation, session, 30_000, endpoint);
const refused = async (promise, code) => {
  const error = await promise.then(() => undefined, (e) => e);
  assert.ok(error, `is refused with ${code}`);
  assert.strictEqual(error.code, code, String(error));
};

(async () => {
  // Lifecycle and masks
  const begun = await client.create(of('CreateFunctionRequest', {
    folderId, name: 'resize', description: 'Größe 🙂', labels: { env: 'prod' },
  }));
  const { functionId } = CreateFunctionMetadata.decode(begun.metadata.value);
  const created = await done(begun);
  assert.strictEqual(created.error, undefined);
  const fn = FunctionMessage.decode(created.response.value);
  assert.strictEqual(fn.id, functionId);
  assert.deepStrictEqual(await client.get(of('GetFunctionRequest', { functionId })), fn);

  const masked = await done(await client.update(of('UpdateFunctionRequest', {
    functionId, updateMask: { paths: ['description'] }, name: 'ignored', description: 'later',
  })));
  assert.deepStrictEqual(FunctionMessage.decode(masked.response.value), { ...fn, description: 'later' });
  const unmasked = await done(await client.update(of('UpdateFunctionRequest', { functionId, name: 'scale' })));
  const scaled = FunctionMessage.decode(unmasked.response.value);
  assert.deepStrictEqual([scaled.name, scaled.description, scaled.labels], ['scale', '', {}]);

  // Versions, tags and their history
  const version = (more) => of('CreateFunctionVersionRequest', {
    functionId,
    runtime: 'nodejs22',
    entrypoint: 'index.handler',
    resources: { memory: 134217728 },
    executionTimeout: { seconds: 5, nanos: 0 },
    content: Buffer.from('exports.handler = () => 1'),
    ...more,
  });
  const firstOp = await done(await client.createVersion(version({ tag: ['prod'] })));
  const first = CreateFunctionVersionMetadata.decode(firstOp.metadata.value).functionVersionId;
  assert.deepStrictEqual(Version.decode(firstOp.response.value).tags, ['$latest', 'prod']);
  const secondOp = await done(await client.createVersion(version({})));
  const second = CreateFunctionVersionMetadata.decode(secondOp.metadata.value).functionVersionId;
  await done(await client.setTag(of('SetFunctionTagRequest', { functionVersionId: second, tag: 'prod' })));
  const byTag = await client.getVersionByTag(of('GetFunctionVersionByTagRequest', { functionId, tag: 'prod' }));
  assert.strictEqual(byTag.id, second);
  const history = await client.listTagHistory(of('ListFunctionTagHistoryRequest', { functionId, tag: 'prod' }));
  assert.deepStrictEqual(history.functionTagHistoryRecord.map((r) => r.functionVersionId), [second, first]);
  await refused(client.deleteVersion(of('DeleteFunctionVersionRequest', { functionVersionId: second })), 9);
  await done(await client.deleteVersion(of('DeleteFunctionVersionRequest', { functionVersionId: first })));

  // Paging and filters
  for (const name of ['page-one', 'page-two']) {
    await done(await client.create(of('CreateFunctionRequest', { folderId, name })));
  }
  const names = [];
  let pageToken = '';
  do {
    const page = await client.list(of('ListFunctionsRequest', { folderId, pageSize: 2, pageToken }));
    names.push(...page.functions.map((f) => f.name));
    pageToken = page.nextPageToken;
  } while (pageToken);
  assert.deepStrictEqual(names, ['scale', 'page-one', 'page-two']);
  const filtered = await client.list(of('ListFunctionsRequest', { folderId, filter: 'name="page-two"' }));
  assert.deepStrictEqual(filtered.functions.map((f) => f.name), ['page-two']);
  const { operations } = await client.listOperations(of('ListFunctionOperationsRequest', { functionId }));
  assert.strictEqual(operations.length, 7);

  // Errors
  await refused(client.create(of('CreateFunctionRequest', { folderId, name: 'scale' })), 6);
  await refused(client.create(of('CreateFunctionRequest', { folderId, name: 'No' })), 3);
  await refused(client.get(of('GetFunctionRequest', { functionId: 'd4e00000000000000000' })), 5);
  const stranger = new Session({ iamToken: 'another', ssl }).client(functionService.FunctionServiceClient, endpoint);
  await refused(stranger.get(of('GetFunctionRequest', { functionId })), 16);

  await done(await client.delete(of('DeleteFunctionRequest', { functionId })));
  await refused(client.get(of('GetFunctionRequest', { functionId })), 5);
  console.log('all is well');
  process.exit(0);
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
