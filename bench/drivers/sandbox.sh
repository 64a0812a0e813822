# Read by the scripts that measure against a sandbox in a process of its own.

# start_sandbox FOLDER PORT JAVA_OPTS
#
# Starts it on 127.0.0.1, over plain HTTP, and returns when it answers. Then $sandbox is its process and $url its
# address. Ends the script with 3 if it does not start. FOLDER takes what it keeps; its log goes beside it.
start_sandbox() {
    local folder=$1 port=$2
    JAVA_OPTS=$3 "$home/saltroad" sandbox --port "$port" --tls-port -1 --folder "$folder" > "$folder.log" 2>&1 &
    sandbox=$!
    url=http://127.0.0.1:$port
    until curl -fs "$url/services/data" > /dev/null; do
        kill -0 "$sandbox" || { cat "$folder.log" >&2; exit 3; }
        sleep 0.2
    done
}
