// The vendor's MCP server over stdio against a registry: REGISTRY (its address), REGISTRY_KEY.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-'));
const file = (name, code) => {
  const codeFile = path.join(folder, name);
  fs.writeFileSync(codeFile, code);
  return codeFile;
};
const start = async (key) => {
  const client = new Client({ name: 'annals-test', version: '1' });
  await client.connect(new StdioClientTransport({
    command: process.execPath,
    args: [path.join(__dirname, 'node_modules/@insforge/mcp/dist/index.js'),
      '--api_base_url', process.env.REGISTRY, '--api_key', key],
    stderr: 'ignore',
  }));
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    return { failed: result.isError === true, text: result.content.map((part) => part.text).join('\n') };
  };
  // The tools answer with a sentence and the answer's JSON below it.
  const done = async (name, args) => {
    const { failed, text } = await call(name, args);
    assert.ok(!failed, text);
    return JSON.parse(text.slice(text.indexOf('\n') + 1));
  };
  const refused = async (name, args, why) => {
    const { failed, text } = await call(name, args);
    assert.ok(failed, `is refused: ${text}`);
    assert.match(text, why);
  };
  return { client, done, refused };
};

(async () => {
  const { client, done, refused } = await start(process.env.REGISTRY_KEY);
  const slug = `mcp-${process.pid}`;
  const first = 'module.exports = async function(request) { return new Response("größe 🙂") }';

  const created = await done('create-function', {
    slug, name: 'By MCP', description: 'first', codeFile: file('first.js', first),
  });
  assert.strictEqual(created.success, true);
  assert.strictEqual(created.function.slug, slug);
  assert.strictEqual(created.function.status, 'active');

  const read = await done('get-function', { slug });
  assert.deepStrictEqual(read, created.function);
  assert.strictEqual(read.code, first);

  const second = 'export default async function(req) { return new Response("2") }';
  const updated = await done('update-function', {
    slug, name: 'By MCP, again', status: 'draft', codeFile: file('second.js', second),
  });
  assert.strictEqual(updated.function.id, created.function.id);
  const again = await done('get-function', { slug });
  assert.strictEqual(again.code, second);
  assert.strictEqual(again.name, 'By MCP, again');
  assert.strictEqual(again.description, 'first');
  assert.strictEqual(again.status, 'draft');

  const metadata = await done('get-backend-metadata', {});
  assert.deepStrictEqual(metadata.functions.map((f) => f.slug), [slug]);

  await refused('create-function', { slug, name: 'x', codeFile: file('x.js', 'x') }, /already exists/);
  await refused('create-function', { slug: 'health', name: 'x', codeFile: file('x.js', 'x') }, /Reserved slug/);
  await refused('update-function', { slug, codeFile: file('x.js', 'Deno.serve(x)') }, /cannot contain Deno.serve/);
  await refused('get-function', { slug: 'absent' }, /Function not found/);
  const stranger = await start('wrong');
  await stranger.refused('get-function', { slug }, /Invalid API key/);
  await stranger.client.close();

  await done('delete-function', { slug });
  await refused('get-function', { slug }, /Function not found/);
  await refused('delete-function', { slug }, /Function not found/);

  await client.close();
  fs.rmSync(folder, { recursive: true });
  console.log('all is well');
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
