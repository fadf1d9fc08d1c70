-- Approves exactly the releases that the status announces, and nothing if it announces none for this spec.
local status = obj.status
if status ~= nil and status.blocked ~= nil and status.blocked.approval ~= nil
  and status.observedGeneration == obj.metadata.generation then
  if obj.metadata.annotations == nil then
    obj.metadata.annotations = {}
  end
  obj.metadata.annotations["residency.milvus.io/approve"] = status.blocked.approval
end
return obj
