if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["residency.milvus.io/hold"] = "true"
return obj
