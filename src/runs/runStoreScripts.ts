/*
 * Lua scripts of the run store: each reads and writes atomically. A script run by evalHeld has the job's lock as
 * KEYS[1] and its token as ARGV[1]; its own keys and arguments begin at 2.
 */
import { shardEntryLua } from "./rows/shardIndex.js";

export const saveListing = `
local saved = redis.call("HGET", KEYS[2], ARGV[2])
local pages = saved and cjson.decode(saved).pages or 0
if ARGV[4] ~= "" and pages ~= tonumber(ARGV[4]) then return 0 end
redis.call("HSET", KEYS[2], ARGV[2], ARGV[3])
return 1`;

export const reject = `${shardEntryLua}
for i = 2, #ARGV, 3 do
  local files, rows, rejected, version = readEntry(KEYS[2], ARGV[i])
  local added = redis.call("HSET", KEYS[3], ARGV[i + 1], ARGV[i + 2])
  if added == 1 then writeEntry(KEYS[2], ARGV[i], files, rows, rejected + 1, version) end
end`;

export const reopen = `${shardEntryLua}
for i = 2, #ARGV, 3 do
  local files, rows, rejected, version = readEntry(KEYS[2], ARGV[i])
  redis.call("HSET", KEYS[4], ARGV[i + 1], ARGV[i + 2])
  local removed = redis.call("HDEL", KEYS[3], ARGV[i + 1])
  if removed == 1 then writeEntry(KEYS[2], ARGV[i], files, rows, rejected - 1, version) end
end
redis.call("UNLINK", KEYS[5], KEYS[6])
redis.call("HDEL", KEYS[7], "trainStartedAt", "endedAt", "plannedResults", "plannedWork", "bestSoFar", "training")
redis.call("HINCRBY", KEYS[7], "round", 1)`;

export const beginTraining = `
if redis.call("HGET", KEYS[2], "training") == ARGV[2] then return end
redis.call("UNLINK", KEYS[3])
redis.call("HDEL", KEYS[2], "bestSoFar")
redis.call("HSET", KEYS[2], "training", ARGV[2])`;

export const noteScore = `
if redis.call("HGET", KEYS[1], "training") ~= ARGV[1] then return end
local known = redis.call("HGET", KEYS[1], "bestSoFar")
if known and cjson.decode(known).macroF1 >= tonumber(ARGV[2]) then return end
redis.call("HSET", KEYS[1], "bestSoFar", ARGV[3])`;

export const saveResults = `
if redis.call("HGET", KEYS[1], "training") ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 2 do redis.call("HSET", KEYS[2], ARGV[i], ARGV[i + 1]) end
return 1`;
