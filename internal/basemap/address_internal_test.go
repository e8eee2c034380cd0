package basemap

import (
	"strings"
	"testing"
)

// TestNoKeyInClearText: a service asked over https may offer its tiles over http; the key does
// not go there.
func TestNoKeyInClearText(t *testing.T) {
	c := &capabilities{layer: &capLayer{ID: "vec"}}
	c.layer.Resources = append(c.layer.Resources, struct {
		Format   string `xml:"format,attr"`
		Type     string `xml:"resourceType,attr"`
		Template string `xml:"template,attr"`
	}{Type: "tile", Template: "http://maps.example/{TileMatrix}/{TileRow}/{TileCol}.png"})
	every := func(string) bool { return true }
	w := &wanted{layer: "vec", set: &matrixSet{id: "w"}}
	if _, err := c.address(w, "http://maps.example/wmts.xml", every, "k", "tk"); err != nil {
		t.Errorf("over http: %v", err)
	}
	_, err := c.address(w, "https://maps.example/wmts.xml", every, "k", "tk")
	if err == nil || !strings.Contains(err.Error(), "over http") {
		t.Errorf("over https: %v", err)
	}
}
