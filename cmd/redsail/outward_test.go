package main

import "testing"

func TestOutwardFlags(t *testing.T) {
	for origin, fine := range map[string]bool{
		"*": true, "https://maps.example.org": true, "http://localhost:5173": true, "http://[::1]:80": true,
		"": false, "maps.example.org": false, "https://maps.example.org/": false, "https://maps.example.org/x": false, "https://*.example.org": false,
		"null": false, "ftp://x": false, "https://a@b": false, "https://": false, "https://x?y": false,
	} {
		f := outwardFlags{CORSOrigin: []string{"*", origin}}
		if err := f.check(); (err == nil) != fine {
			t.Errorf("--cors-origin %q: %v", origin, err)
		}
	}
	for address, fine := range map[string]bool{
		"": true, "https://maps.example.org": true, "http://maps.example.org:81/redsail/": true,
		"maps.example.org": false, "/redsail": false, "https://a:b@x": false, "https://x/?q": false, "https://x/#f": false, "javascript://x": false,
	} {
		f := outwardFlags{PublicURL: address}
		if err := f.check(); (err == nil) != fine {
			t.Errorf("--public-url %q: %v", address, err)
		}
	}
	for days, fine := range map[int]bool{0: true, 30: true, 365: true, 29: false, -1: false} {
		f := outwardFlags{ReportDays: days}
		if err := f.check(); (err == nil) != fine {
			t.Errorf("--report-days %d: %v", days, err)
		}
	}
}
