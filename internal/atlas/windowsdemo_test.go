package atlas_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
)

var updateDemoLayers = flag.Bool("update-demo-layers", false, "write the layers of the demo city for the tests of the page anew")

// TestDemoLayersOfThePage: the page's tests of which names stand at which zoom are about the
// layers of the demo city as they are.
func TestDemoLayersOfThePage(t *testing.T) {
	type layer struct {
		Key       string        `json:"key"`
		Parent    string        `json:"parent"`
		Partition bool          `json:"partition"`
		Base      bool          `json:"base"`
		Depth     int           `json:"depth"`
		Zoom      [2]int        `json:"zoom"`
		Areas     int           `json:"areas"`
		Show      atlas.Windows `json:"show"`
	}
	text := []byte("[\n")
	for i, l := range demoPicture(t, demo.SizeCity).Layers() {
		line, err := json.Marshal(layer{l.Key, l.Parent, l.Partition, l.Base, l.Depth, l.Zoom, l.Areas, l.Show})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			text = append(text, ",\n"...)
		}
		text = append(append(text, "  "...), line...)
	}
	text = append(text, "\n]\n"...)
	path := filepath.Join(geotest.RepoRoot(t), "web", "src", "map", "demolayers.json")
	if *updateDemoLayers {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, text) {
		t.Errorf("%s is not what the demo city is: go test ./internal/atlas -run TestDemoLayersOfThePage -update-demo-layers\n%s", path, text)
	}
}
