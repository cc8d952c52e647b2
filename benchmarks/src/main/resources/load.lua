-- The load, run by wrk: wrk ... -s load.lua URL -- KIND IDS RUN [DELAY]
--   KIND    update | update-wait | noop | get
--   IDS     a file of function ids, one to a line
--   RUN     a number that no other run has, so that no two bodies are the same
--   DELAY   the mean pause of a connection between two requests, in milliseconds
-- The key is in ANNALS_ROOT_KEY. Where the load is to be spread over several servers, their ports are in
-- ANNALS_PORTS, and the threads of wrk take them in turn.

local threads = 0
local servers = {}
for port in string.gmatch(os.getenv("ANNALS_PORTS") or "", "%d+") do
  servers[#servers + 1] = port
end

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
  if #servers > 0 then
    local port = servers[(threads - 1) % #servers + 1]
    for _, address in ipairs(wrk.lookup("localhost", port)) do
      if wrk.connect(address) then
        thread.addr = address
        break
      end
    end
  end
end

local ids, kind, run, pause, headers
local sent = 0
local padding = "The quick registry writes the lazy function down, once more and in its own words, "
  .. "so that whoever reads its history later can tell this version from the one before it, and "
  .. "from the thousand that come after, by nothing but the text."

function init(args)
  kind, run, pause = args[1], args[3], tonumber(args[4] or "0")
  ids = {}
  for id in io.lines(args[2]) do
    ids[#ids + 1] = id
  end
  math.randomseed(tonumber(run) * 1000 + number)
  headers = { ["Authorization"] = "Bearer " .. os.getenv("ANNALS_ROOT_KEY") }
  if kind ~= "get" then
    headers["Content-Type"] = "application/json"
  end
  if kind == "update" or kind == "noop" then
    headers["Prefer"] = "respond-async"
  end
  if pause > 0 then
    delay = function()
      return math.random(0, 2 * pause)
    end
  end
end

function request()
  local id = ids[math.random(#ids)]
  if kind == "get" then
    return wrk.format("GET", "/v1/functions/" .. id, headers)
  end
  sent = sent + 1
  local body = '{"description":"Update ' .. run .. "-" .. number .. "-" .. sent .. ". " .. padding .. '"}'
  local path = kind == "noop" and "/v1/benchmark/noop" or "/v1/functions/" .. id
  return wrk.format("PATCH", path, headers, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "annals requests=%d duration_us=%d p50_us=%d p99_us=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
