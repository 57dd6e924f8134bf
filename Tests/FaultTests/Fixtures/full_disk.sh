# usage: full_disk.sh FOLDER MILIEU
#
# Runs the program in FOLDER on a disk that fills up in the middle of a run, and again when there is room: a small file
# system of its own where one may be mounted, else under a limit on the size of files. Leaves kind.txt, full.txt with
# what was said, full-status.txt and kept.db in FOLDER.

set -u
if [ -z "${FULL_DISK_INSIDE:-}" ] && unshare -rm true 2>/dev/null; then
    FULL_DISK_INSIDE=1 exec unshare -rm sh "$0" "$@"
fi

folder=$1 milieu=$2
cd "$folder" || exit 90
mkdir small
kind=limit
[ -n "${FULL_DISK_INSIDE:-}" ] && mount -t tmpfs -o size=256m tmpfs small 2>/dev/null && kind=tmpfs
echo "$kind" >kind.txt

"$milieu" members import Config/people.csv --apply --store small/milieu.db || exit 91
if [ "$kind" = tmpfs ]; then
    mount -o "remount,size=$(($(du -sk small | cut -f1) + 400))k" small || exit 92
    "$milieu" run note --store small/milieu.db 2>full.txt
    echo $? >full-status.txt
    mount -o remount,size=256m small || exit 93
else
    # In blocks of 512 bytes.
    blocks=$(($(stat -c %s small/milieu.db) / 512 + 800))
    (
        trap '' XFSZ
        ulimit -f "$blocks"
        exec "$milieu" run note --store small/milieu.db 2>full.txt
    )
    echo $? >full-status.txt
fi
"$milieu" run --due --store small/milieu.db || exit 94
for end in "" -wal -shm; do
    [ -e "small/milieu.db$end" ] && cp "small/milieu.db$end" "kept.db$end"
done
exit 0
