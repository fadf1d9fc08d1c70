if obj.metadata.annotations ~= nil then
  obj.metadata.annotations["residency.milvus.io/hold"] = nil
  -- Argo CD takes an empty table for one that the script did not want to change.
  if next(obj.metadata.annotations) == nil then
    obj.metadata.annotations = nil
  end
end
return obj
