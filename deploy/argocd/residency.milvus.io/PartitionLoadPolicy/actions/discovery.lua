local annotations = obj.metadata.annotations or {}
local status = obj.status or {}

local hold = annotations["residency.milvus.io/hold"]
local held = hold ~= nil and hold ~= "false"

local actions = {}
actions["reconcile"] = { disabled = false }
actions["hold"] = { disabled = held }
actions["resume"] = { disabled = not held }

-- Blocked releases of an earlier spec can't be approved, and those of a policy that observes have no approval yet.
local approval = nil
if status.blocked ~= nil and status.observedGeneration == obj.metadata.generation then
  approval = status.blocked.approval
end
if approval == nil then
  actions["approve"] = { disabled = true }
else
  actions["approve"] = {
    disabled = annotations["residency.milvus.io/approve"] == approval,
    displayName = "Approve releases (" .. status.blocked.releases .. "): " .. approval,
  }
end

return actions
