package main

import (
	"net/url"
	"strings"

	"github.com/redsail/redsail/internal/access"
)

// outwardFlags say who may do what from outside, and how a proxy shows the server.
type outwardFlags struct {
	oidcFlags
	requestFlags
	AuditDays   int      `default:"0" env:"REDSAIL_AUDIT_DAYS" placeholder:"DAYS" help:"How many days rows of the audit are kept, at least 180; 0 keeps all."`
	ReportDays  int      `default:"365" env:"REDSAIL_REPORT_DAYS" placeholder:"DAYS" help:"How many days a report of a border stays after it was taken or refused, at least 30; 0 keeps all."`
	ImportBytes int64    `name:"import-bytes" default:"536870912" env:"REDSAIL_IMPORT_BYTES" placeholder:"BYTES" help:"How many bytes a file that is sent to be imported may have."`
	CORSOrigin  []string `name:"cors-origin" env:"REDSAIL_CORS" sep:"," placeholder:"ORIGIN" help:"Origin whose pages may read public tiles, styles, icons and /ogc, such as https://maps.example.org; * for all. May be repeated."`
	PublicURL   string   `name:"public-url" env:"REDSAIL_PUBLIC_URL" placeholder:"URL" help:"Address under which a proxy shows this server; links in TileJSON and styles begin with it."`
}

// check refuses what no browser sends as an origin, and what can begin no link.
func (f *outwardFlags) check() error {
	if f.AuditDays != 0 && f.AuditDays < 180 {
		return usagef("--audit-days %d: rows of the audit are kept for 180 days at the least", f.AuditDays)
	}
	if f.ReportDays != 0 && f.ReportDays < 30 {
		return usagef("--report-days %d: a report that is settled is kept for 30 days at the least", f.ReportDays)
	}
	if err := f.requestFlags.check(); err != nil {
		return err
	}
	if err := f.oidcFlags.check(f.PublicURL); err != nil {
		return err
	}
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

// retention is how long what is written down stays.
func (f *outwardFlags) retention() access.Retention {
	return access.Retention{Audit: f.AuditDays, Reports: f.ReportDays}
}

func isWeb(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }

// oidcFlags name the identity provider at which people sign in.
type oidcFlags struct {
	OIDCIssuer string   `name:"oidc-issuer" env:"REDSAIL_OIDC_ISSUER" placeholder:"URL" help:"Identity provider (OpenID Connect) to sign in at; needs --public-url and --oidc-client."`
	OIDCClient string   `name:"oidc-client" env:"REDSAIL_OIDC_CLIENT" placeholder:"ID" help:"How the provider knows this Redsail. Its secret is read from REDSAIL_OIDC_SECRET."`
	OIDCSecret string   `name:"oidc-secret" env:"REDSAIL_OIDC_SECRET" hidden:""`
	OIDCFactor []string `name:"oidc-factor" env:"REDSAIL_OIDC_FACTOR" sep:"," placeholder:"AMR" help:"Values of the claim amr by which the provider says that it asked for a second factor, such as mfa or otp."`
}

func (f *oidcFlags) check(public string) error {
	if f.OIDCIssuer == "" {
		return nil
	}
	if public == "" || f.OIDCClient == "" {
		return usagef("--oidc-issuer: --oidc-client and --public-url are needed too, for the provider sends people back to the latter")
	}
	return nil
}

// provider is the identity provider; nil where there is none.
func (f *outwardFlags) provider() *access.OIDCConfig {
	if f.OIDCIssuer == "" {
		return nil
	}
	return &access.OIDCConfig{
		Issuer: f.OIDCIssuer, ClientID: f.OIDCClient, ClientSecret: f.OIDCSecret, Factor: f.OIDCFactor,
		RedirectURL: strings.TrimSuffix(f.PublicURL, "/") + "/api/v1/session/oidc/callback",
	}
}
