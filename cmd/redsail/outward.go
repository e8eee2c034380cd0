package main

import (
	"net/url"
	"strings"
)

// outwardFlags say who may do what from outside, and how a proxy shows the server.
type outwardFlags struct {
	InsecureLocal bool     `help:"Allow calls that write without an account, on this machine only."`
	CORSOrigin    []string `name:"cors-origin" env:"REDSAIL_CORS" sep:"," placeholder:"ORIGIN" help:"Origin whose pages may read public tiles, styles, icons and /ogc, such as https://maps.example.org; * for all. May be repeated."`
	PublicURL     string   `name:"public-url" env:"REDSAIL_PUBLIC_URL" placeholder:"URL" help:"Address under which a proxy shows this server; links in TileJSON and styles begin with it."`
}

// check refuses what no browser sends as an origin, and what can begin no link.
func (f *outwardFlags) check() error {
	for _, origin := range f.CORSOrigin {
		if origin == "*" {
			continue
		}
		u, err := url.Parse(origin)
		if err != nil || !isWeb(u) || u.Host == "" || strings.Contains(u.Host, "*") || u.Scheme+"://"+u.Host != origin {
			return usagef("--cors-origin %s: an origin is http:// or https:// and a host, with a port if it has one, and nothing after it; or *", origin)
		}
	}
	if f.PublicURL == "" {
		return nil
	}
	if u, err := url.Parse(f.PublicURL); err != nil || !isWeb(u) || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return usagef("--public-url %s: it must begin with http:// or https:// and a host, without a name, a query or a fragment", f.PublicURL)
	}
	return nil
}

func isWeb(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }
