{{- define "residency.labels" -}}
app.kubernetes.io/name: residency
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "residency.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The rules for policies and events, which the operator needs in each watched namespace. */}}
{{- define "residency.rules" -}}
- apiGroups: [residency.milvus.io]
  resources: [partitionloadpolicies]
  # patch is for the finalizer of policies with deletionPolicy: Release; the operator writes nothing else of a policy.
  verbs: [list, watch, patch]
- apiGroups: [residency.milvus.io]
  resources: [partitionloadpolicies/status]
  verbs: [patch]
{{- end }}

{{- define "residency.eventRules" -}}
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}

{{/* "cluster" or "namespaces", as rbac.secrets or rbac.configMaps say or else the watched namespaces; "named" for a map. */}}
{{- define "residency.scope" -}}
{{- $watched := ternary "cluster" "namespaces" (empty .Values.namespaces) -}}
{{- if kindIs "map" (index .Values.rbac .key) -}}
named
{{- else -}}
{{- $scope := default $watched (index .Values.rbac .key) -}}
{{- if ne $scope $watched -}}
{{- fail (printf "rbac.%s is %s, but namespaces is %s: omit rbac.%s, or name what the operator may read by namespace." .key $scope (ternary "empty" "set" (empty .Values.namespaces)) .key) -}}
{{- end -}}
{{ $scope }}
{{- end -}}
{{- end }}

{{- define "residency.subject" -}}
subjects:
  - kind: ServiceAccount
    name: residency-operator
    namespace: {{ .Release.Namespace }}
{{- end }}
