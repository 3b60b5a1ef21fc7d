/** Tags under which the guest mounts what the host shares with it (virtio-9p). */
export const SHARE_TAG = 'share';
export const PROJECT_TAG = 'project';

/** Names of the files by which host and guest talk, in the shared folder. `folders`: what else to mount, a line `TAG OPTION PATH` each. */
export const TALK = {
  command: 'command',
  folders: 'folders',
  stdout: 'stdout',
  stderr: 'stderr',
  status: 'status',
} as const;

/** Name of the port through which a command of the guest tells lines while it runs. */
export const TOLD_PORT = 'told';
/** Where the guest's command finds it. */
export const TOLD_PATH = `/dev/virtio-ports/${TOLD_PORT}`;

/** Kernel argument that keeps udev out of the guest: kernel names, no module loaded by itself. */
export const NO_UDEV = 'guest.udev=off';

/** First program of the initial file system: find the disk, make it the root, go on there. */
export const INITRD_INIT = `#!/busybox sh
/busybox mount -t devtmpfs devices /dev
for module in /modules/*.ko; do
  /busybox insmod "$module" || echo "initrd: cannot load $module"
done
tries=200
until [ -b /dev/vda ] || [ "$tries" = 0 ]; do
  /busybox usleep 20000
  tries=$((tries - 1))
done
/busybox mount -t ext4 /dev/vda /disk && exec /busybox switch_root /disk /sbin/guest-init
echo 'initrd: there is no disk to start from'
exec /busybox poweroff -f
`;

/**
 * First program on the disk: mounts, udev, the shared folders; runs the command with its streams in files of the share, leaves its status
 * beside them and switches off.
 */
export const GUEST_INIT = `#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mountpoint -q /dev || mount -t devtmpfs devices /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
for place in /dev/shm /tmp; do mount -t tmpfs tmpfs "$place"; done
mount -t tmpfs -o mode=755 tmpfs /run
ln -sf /proc/self/fd /dev/fd
echo guest > /proc/sys/kernel/hostname
ip link set lo up
modprobe -a 9pnet_virtio 9p
if ! grep -qw ${NO_UDEV} /proc/cmdline; then
  /usr/lib/systemd/systemd-udevd --daemon
  udevadm trigger --action=add --subsystem-match=pci --subsystem-match=net --subsystem-match=virtio
  udevadm settle --timeout=60
fi
options=trans=virtio,version=9p2000.L,msize=1048576
mount -t 9p -o "$options" ${SHARE_TAG} /share
mount -t 9p -o "$options,ro,cache=loose" ${PROJECT_TAG} /project 2>/dev/null
while read -r tag mode folder; do
  mkdir -p "$folder"
  mount -t 9p -o "$options,$mode" "$tag" "$folder"
done < /share/${TALK.folders}
cd /project
bash /share/${TALK.command} > /share/${TALK.stdout} 2> /share/${TALK.stderr} < /dev/null
status=$?
sync
echo "$status" > /share/${TALK.status}
exec busybox poweroff -f
`;
