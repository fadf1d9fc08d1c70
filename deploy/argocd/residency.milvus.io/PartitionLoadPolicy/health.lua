local health = { status = "Progressing" }

if obj.metadata.deletionTimestamp ~= nil then
  health.message = "Pending deletion"
  return health
end

-- A status that describes an earlier spec says nothing about this one.
if obj.status == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  health.message = "Waiting for the operator to read this version of the policy"
  return health
end

local ready = nil
local stalled = false
for _, condition in ipairs(obj.status.conditions or {}) do
  if condition.type == "Ready" then
    ready = condition
  elseif condition.type == "Stalled" and condition.status == "True" then
    stalled = true
  end
end

if ready == nil then
  health.message = "Waiting for the operator to report the condition Ready"
  return health
end

health.message = ready.reason .. ": " .. ready.message
if stalled then
  health.status = "Degraded"
elseif ready.status == "True" and ready.reason == "Suspended" then
  health.status = "Suspended"
elseif ready.status == "True" then
  health.status = "Healthy"
end
return health
