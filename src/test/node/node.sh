#!/usr/bin/env bash
# A node of Kubernetes: containerd and kubelet, in namespaces of their own, so that the kernel ends all processes, mounts and
# interfaces of the node with this shell, however it ends. KubeNode starts it, and removes the folder and the cgroups.
#   node.sh FOLDER PROGRAMS KUBELET CGROUP IMAGE
# FOLDER holds the files of the node and its kubeconfig, PROGRAMS unpacked packages of Debian, IMAGE is an OCI archive.
# The machine has the address 198.18.0.1, the node 198.18.0.2, pods 198.18.1.0/24: a range for tests, which no network routes.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
  exec 9</proc/self/ns/net
  exec unshare --fork --kill-child --pid --mount --net --mount-proc bash "$0" --inside "$@"
fi
folder=$2 programs=$3 kubelet=$4 cgroup=$5 image=$6
export PATH=$programs/usr/bin:$programs/usr/sbin:$PATH
plugins=$programs/usr/lib/cni

busybox() { "$programs/bin/busybox" "$@"; }

files() { # what a node writes, in its folder
  mkdir -p "$folder"/{lib,log,network,settings}
  mount --make-rprivate /
  mount --bind "$folder/lib" /var/lib
  mount --bind "$folder/log" /var/log
  mount -t tmpfs run /run
  # Settings of the whole machine, which kubelet would change if they were not so.
  local setting
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    echo "${setting#*=}" >"$folder/settings/$(basename "${setting%=*}")"
    mount --bind "$folder/settings/$(basename "${setting%=*}")" "/proc/sys/${setting%=*}"
  done
  for setting in /sys/fs/cgroup /sys/fs/cgroup/*; do
    [ ! -e "$setting/cgroup.procs" ] || mkdir -p "$setting/$cgroup"
  done
}

link() { # NAME SUBNET: a network of pairs of interfaces
  cat <<JSON
{"cniVersion": "0.4.0", "name": "$1", "type": "ptp", "ipam": {"type": "host-local", "subnet": "$2",
 "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "$folder/network/addresses"}}
JSON
}

network() {
  local machine=(nsenter --net=/dev/fd/9) interface
  if "${machine[@]}" "$programs/bin/busybox" ip -o addr | grep -q ' 198\.18\.0\.1/'; then
    echo "The address 198.18.0.1 is taken: another node runs on this machine. Wait for its end."
    exit 1
  fi
  exec 8</proc/self/ns/net
  busybox ip link set lo up
  # The machine does not have to forward anything, so the plugin may not make it.
  echo 1 >"$folder/settings/ip_forward"
  "${machine[@]}" mount --bind "$folder/settings/ip_forward" /proc/sys/net/ipv4/ip_forward
  interface=$(link node 198.18.0.0/30 | CNI_COMMAND=ADD CNI_CONTAINERID=node CNI_NETNS=/dev/fd/8 CNI_IFNAME=eth0 \
    CNI_PATH=$plugins "${machine[@]}" "$plugins/ptp" | sed -n 's/.*"name": "\(veth.*\)".*/\1/p')
  # The route of the plugin has the scope host, so nothing can be reached via the node.
  "${machine[@]}" "$programs/bin/busybox" ip route replace 198.18.0.2 dev "$interface" scope link
  "${machine[@]}" "$programs/bin/busybox" ip route add 198.18.1.0/24 via 198.18.0.2 dev "$interface"
  exec 8<&- 9<&-
  link pods 198.18.1.0/24 >"$folder/network/pods.conf"
  mkdir "$folder/network/pods"
  mv "$folder/network/pods.conf" "$folder/network/pods/"
}

# No registry is there to pull the image from that keeps the namespaces of a pod.
pause_image() {
  local work=$folder/pause
  mkdir -p "$work/root"
  cp "$programs/bin/busybox" "$work/root/"
  tar -cf "$work/layer.tar" --owner=0 --group=0 -C "$work/root" busybox
  cat >"$work/config.json" <<JSON
{"architecture": "$(dpkg --print-architecture)", "os": "linux", "config": {"Entrypoint": ["/busybox", "sleep", "infinity"]},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(sha256sum "$work/layer.tar" | cut -d ' ' -f 1)"]}}
JSON
  echo '[{"Config": "config.json", "RepoTags": ["registry.example.com/pause:1"], "Layers": ["layer.tar"]}]' >"$work/manifest.json"
  tar -cf "$work.tar" -C "$work" manifest.json config.json layer.tar
  ctr -n k8s.io images import "$work.tar"
}

start_containerd() {
  cat >"$folder/containerd.toml" <<TOML
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  # Some sandboxes let no process lower its score, not even as root.
  restrict_oom_score_adj = true
  sandbox_image = "registry.example.com/pause:1"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    # Works on every file system.
    snapshotter = "native"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$plugins"
    conf_dir = "$folder/network/pods"
TOML
  containerd --config "$folder/containerd.toml" >"$folder/containerd.log" 2>&1 &
  until ctr version >/dev/null 2>&1; do
    kill -0 $! 2>/dev/null || { echo "containerd ended:"; tail -n 20 "$folder/containerd.log"; exit 1; }
    sleep 0.1
  done
}

start_kubelet() {
  cat >"$folder/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
enableServer: false
makeIPTablesUtilChains: false
resolvConf: ""
volumePluginDir: /var/lib/kubelet/volume-plugins
localStorageCapacityIsolation: false
# The node is as full as the machine.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
YAML
  exec "$kubelet" --config="$folder/kubelet.yaml" --kubeconfig="$folder/kubeconfig" --hostname-override=node --node-ip=198.18.0.2
}

files
network
start_containerd
pause_image
ctr -n k8s.io images import "$image"
echo "the node has its images and its network"
start_kubelet
