-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Opens requests by the web form: each posting has a key of its own, as each page that a person opens has.
local token, cookie = os.getenv("CSRF"), os.getenv("COOKIE")
local count = 0

function init()
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)") or "1", 16) % 1000000)
end

local function hex(digits)
  local out = {}
  for i = 1, digits do out[i] = string.format("%x", math.random(0, 15)) end
  return table.concat(out)
end

function request()
  count = count + 1
  local key = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-8" .. hex(3) .. "-" .. hex(12)
  local body = "csrf=" .. token .. "&key=" .. key .. "&service=&entity=&subject=Prova+" .. count ..
    "&text=La+vpn+non+si+collega+da+stamattina."
  return wrk.format("POST", "/requests", { ["Cookie"] = cookie, ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end

function response(status)
  if status ~= 303 then print("status " .. status) end
end
