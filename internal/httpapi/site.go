package httpapi

import (
	"encoding/json"
	"html"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// CityDocument is the answer of GET /api/v1/layers for a map without a server. It tells nothing
// of the store, and of dates the given one, which may be none (city.OpenStart): the same content is then the same document on
// every day.
func CityDocument(pic *atlas.Picture, date city.Date) ([]byte, error) {
	ans := layersOf(pic)
	ans.Date, ans.Recorded = date.String(), date.String()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(encode(ans), &members); err != nil {
		return nil, err
	}
	delete(members, "store")
	return json.Marshal(members)
}

// StaticPolicy is the policy of the page for a <meta> element: that knows no frame-ancestors.
func StaticPolicy() string { return strings.Replace(csp, "; frame-ancestors 'none'", "", 1) }

// Attribution is what a map of the city must say of its data: that it is made up, and the
// notices of its sources. It is text for HTML.
func Attribution(pic *atlas.Picture, demo bool, lang string) string {
	var parts []string
	switch {
	case !demo:
	case lang == "en":
		parts = append(parts, "Demo data (made up)")
	default:
		parts = append(parts, "演示数据（虚构）")
	}
	for _, n := range pic.Notices() {
		parts = append(parts, html.EscapeString(n))
	}
	return strings.Join(parts, " | ")
}
