-- Sends the prepared requests of BENCH_REQUESTS one after the other; stops after the last, or begins again with BENCH_AGAIN.

local prepared, place, again = {}, 0, os.getenv("BENCH_AGAIN") == "1"
local mine

function setup(thread)
   mine = thread
end

function init()
   local file = assert(io.open(os.getenv("BENCH_REQUESTS"), "rb"))
   for length in file:read("*l"):gmatch("%d+") do
      prepared[#prepared + 1] = file:read(tonumber(length))
   end
   file:close()
end

function request()
   place = place + 1
   if place > #prepared then
      if not again then
         wrk.thread:stop()
      end
      place = again and 1 or #prepared
   end
   return prepared[place]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format('\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "bad": %d}\n', summary.requests,
      summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
