/** nginx and HAProxy as someone would set them up for the same promise: the service first, the monolith when it is gone. */

export interface Ports {
  /** Where the proxy listens. */
  readonly own: number;
  readonly monolith: number;
  readonly service: number;
}

interface PeerConfig {
  readonly port: number;
  readonly text: string;
}

export function nginxConfig({ own, monolith, service }: Ports, folder: string): PeerConfig {
  return {
    port: own,
    text: `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream app { server 127.0.0.1:${service} fail_timeout=1s; server 127.0.0.1:${monolith} backup; keepalive 64; }
  server {
    listen 127.0.0.1:${own}; keepalive_requests 1000000;
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`,
  };
}

export function haproxyConfig({ own, monolith, service }: Ports): PeerConfig {
  return {
    port: own,
    text: `global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch 1
frontend front
  bind 127.0.0.1:${own}
  default_backend app
backend app
  server service 127.0.0.1:${service} check inter 500ms observe layer4 error-limit 1 on-error mark-down
  server monolith 127.0.0.1:${monolith} backup
`,
  };
}
