-- wrk's side of the load: one turn of a conversation per request, as many at once as there are
-- connections. Prints one line, its fields apart by tabs, that scripts/lib/bench/load.sh reads.
--
-- KIND     returning: one of 1,000 visitors who are known gives his address again
--          new:       somebody new, with an address that nobody gave before
--          anon:      one of 1,000 visitors without an address
--          race:      50 visitors at the same moment with one new address
--          knowledge: as returning, with a question to the knowledge bot
-- DOMAIN   the domain's id
-- SEED     sets the new addresses of one run apart from those of all others
-- WHO      sets the visitors of one of several wrks apart; a race is among all of them
-- ADDRESS  with %d: the address of a visitor who returns
-- MARK     what a whole answer ends with; empty: nothing in particular
local kind = os.getenv("KIND")
local domain = os.getenv("DOMAIN")
local seed = os.getenv("SEED")
local who = os.getenv("WHO")
local address = os.getenv("ADDRESS")
local mark = os.getenv("MARK")

local known_visitors = 1000
local racers = 50
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
end

function init()
  count = 0
  good, refused, unfinished = 0, 0, 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

local function turn(visitor, message)
  return wrk.format(nil, nil, nil,
    '{"domainId":"' .. domain .. '","message":"' .. message .. '","anonymousId":"' .. visitor .. '","chat":[]}')
end

local function fresh()
  return seed .. "-" .. who .. "-" .. number .. "-" .. count
end

local turns = {
  returning = function()
    local visitor = count % known_visitors
    return turn("known-" .. visitor, "Hi again, it is " .. address:format(visitor) .. " here")
  end,
  new = function()
    return turn(fresh(), "My email is new-" .. fresh() .. "@example.com")
  end,
  anon = function()
    return turn("anonymous-" .. count % known_visitors, "What are your opening hours?")
  end,
  race = function()
    local raced = math.floor((count - 1) / racers)
    return turn(fresh(), "My email is race-" .. seed .. "-" .. raced .. "@example.com")
  end,
  knowledge = function()
    local visitor = count % known_visitors
    return turn("known-" .. visitor, "It is " .. address:format(visitor) .. ". How much is the product " .. count % 300 .. "?")
  end,
}

function request()
  count = count + 1
  return turns[kind]()
end

function response(status, _, body)
  if status ~= 200 then
    refused = refused + 1
  elseif #body == 0 or not body:find(mark, -20, true) then
    unfinished = unfinished + 1
  else
    good = good + 1
  end
end

function done(summary, latency)
  local sum = { good = 0, refused = 0, unfinished = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do
      sum[name] = sum[name] + thread:get(name)
    end
  end
  local errors = summary.errors
  io.write(string.format("TURNS\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%d\t%d\t%d\n", sum.good, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, sum.refused, sum.unfinished,
    errors.connect + errors.read + errors.write + errors.timeout))
end
