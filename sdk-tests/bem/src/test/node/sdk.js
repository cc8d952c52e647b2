// The vendor's SDK as its users use it: BEM_BASE_URL and BEM_API_KEY are all that it is told.
const assert = require('node:assert/strict');

const sdk = require('bem-ai-sdk');
const Bem = sdk.default ?? sdk;
const client = new Bem({ maxRetries: 2 });

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Bem.APIError, String(error));
    return error;
  }
  return assert.fail('It was not refused.');
}

async function all(list) {
  const found = [];
  for await (const item of list) found.push(item);
  return found;
}

async function functions() {
  const created = await client.functions.create({ functionName: 'invoice', type: 'extract', tags: ['sdk'] });
  assert.equal(created.function.versionNum, 1);
  const id = created.function.functionID;

  const schema = { type: 'object', properties: { total: { type: 'number' } } };
  const updated = await client.functions.update('invoice', {
    type: 'extract',
    outputSchema: schema,
    outputSchemaName: 'Invoice',
  });
  assert.equal(updated.function.versionNum, 2);
  const read = await client.functions.retrieve('invoice');
  assert.equal(read.function.versionNum, 2, 'an update is read at once');
  assert.deepEqual(read.function.outputSchema, schema);
  assert.deepEqual(read.function.tags, ['sdk']);

  const renamed = await client.functions.update('invoice', { type: 'extract', functionName: 'bill' });
  assert.equal(renamed.function.functionID, id);
  assert.equal((await refusal(client.functions.retrieve('invoice'))).status, 404);

  const { versions } = await client.functions.versions.list('bill');
  assert.deepEqual(versions.map((v) => v.versionNum), [3, 2, 1]);
  const first = await client.functions.versions.retrieve(1, { functionName: 'bill' });
  assert.equal(first.function.functionName, 'invoice');
  assert.ok(!Number.isNaN(Date.parse(first.function.createdAt)));

  const copy = await client.functions.copy.create({
    sourceFunctionName: 'bill',
    targetFunctionName: 'bill-copy',
  });
  assert.equal(copy.function.versionNum, 1);
  assert.notEqual(copy.function.functionID, id);
}

async function pages() {
  for (let i = 0; i < 7; i++) {
    await client.functions.create({ functionName: `page-${i}`, type: 'payload_shaping', tags: ['paged'] });
  }
  const found = await all(client.functions.list({ tags: ['paged', 'other'], limit: 3 }));
  assert.deepEqual(found.map((f) => f.functionName), [0, 1, 2, 3, 4, 5, 6].map((i) => `page-${i}`));
  const last = found[6].functionID;
  const back = await all(client.functions.list({ tags: ['paged'], limit: 3, endingBefore: last }));
  assert.equal(back.length, 6);
  const named = await all(client.functions.list({ functionNames: ['page-2', 'page-5'] }));
  assert.deepEqual(named.map((f) => f.functionName), ['page-2', 'page-5']);
}

async function workflows() {
  const workflow = await client.workflows.create({
    name: 'intake',
    mainNodeName: 'read',
    nodes: [
      { name: 'read', function: { name: 'bill', versionNum: 2 } },
      { name: 'shape', function: { name: 'page-0' } },
    ],
    edges: [{ sourceNodeName: 'read', destinationNodeName: 'shape' }],
  });
  assert.equal(workflow.versionNum, 1);
  assert.equal(workflow.nodes[0].function.versionNum, 2);
  assert.deepEqual(workflow.connectors, []);

  const { workflow: updated } = await client.workflows.update('intake', { displayName: 'Intake' });
  assert.equal(updated.versionNum, 2);
  assert.equal(updated.nodes.length, 2);
  const used = (await client.functions.retrieve('bill')).function.usedInWorkflows;
  assert.deepEqual(used.map((u) => u.usedInWorkflowVersionNums), [[1, 2]]);

  const versions = await all(client.workflows.versions.list('intake', { limit: 1 }));
  assert.deepEqual(versions.map((v) => v.versionNum), [2, 1]);
  const { workflow: first } = await client.workflows.versions.retrieve(1, { workflowName: 'intake' });
  assert.equal(first.versionNum, 1);

  const copy = await client.workflows.copy({ sourceWorkflowName: 'intake', targetWorkflowName: 'intake-copy' });
  assert.deepEqual(copy.copiedFunctions, []);
  assert.equal((await all(client.workflows.list({ functionNames: ['bill'] }))).length, 2);
  await client.workflows.delete('intake-copy');
  assert.equal((await refusal(client.workflows.retrieve('intake-copy'))).status, 404);
}

async function refusals() {
  const taken = await refusal(client.functions.create({ functionName: 'bill', type: 'extract' }));
  assert.ok(taken instanceof Bem.BadRequestError);
  const circle = await refusal(
    client.workflows.create({
      name: 'circle',
      mainNodeName: 'nobody',
      nodes: [{ name: 'a', function: { name: 'bill' } }],
    }),
  );
  assert.ok(circle instanceof Bem.UnprocessableEntityError);
  const stranger = new Bem({ apiKey: 'another', maxRetries: 0 });
  assert.ok((await refusal(stranger.functions.retrieve('bill'))) instanceof Bem.AuthenticationError);
  const begun = Date.now();
  const run = await refusal(client.workflows.call('intake', { input: {} }));
  assert.equal(run.status, 501);
  assert.ok(Date.now() - begun < 500, 'what is not there is not tried again');
  await client.functions.delete('bill');
  assert.equal((await refusal(client.functions.versions.list('bill'))).status, 404);
}

(async () => {
  await functions();
  await pages();
  await workflows();
  await refusals();
  console.log('all is well');
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
