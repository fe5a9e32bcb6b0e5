# Ports for servers that cannot be told to choose one themselves.
# shellcheck shell=bash

# free_port FROM: the first port from there on that nobody listens on. Not one of those that the kernel
# gives to clients (from 32768 on): there somebody's connection may have it.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  printf '%s' "$port"
}
