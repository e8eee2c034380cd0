package httpapi

import (
	"encoding/json"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
)

// CityDocument is the answer of GET /api/v1/layers for a map without a server. It tells nothing
// of the store, and the date only if it is dated: the same content is then the same document on
// every day.
func CityDocument(pic *atlas.Picture, dated bool) ([]byte, error) {
	ans := layersOf(pic)
	if !dated {
		ans.Date = ""
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(encode(ans), &members); err != nil {
		return nil, err
	}
	delete(members, "store")
	return json.Marshal(members)
}

// StaticPolicy is the policy of the page for a <meta> element: that knows no frame-ancestors.
func StaticPolicy() string { return strings.Replace(csp, "; frame-ancestors 'none'", "", 1) }

// Attribution is what a map of the city must say of its data.
func Attribution(demo bool, lang string) string {
	switch {
	case !demo:
		return ""
	case lang == "en":
		return "Demo data (made up)"
	}
	return "演示数据（虚构）"
}
