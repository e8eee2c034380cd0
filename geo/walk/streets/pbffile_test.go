package streets_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// delaware is the PBF file among the test data of paulmach/osm, as the module cache holds it.
func delaware(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		t.Skipf("the module cache cannot be asked: %v", err)
	}
	path := filepath.Join(strings.TrimSpace(string(out)), "testdata", "delaware-latest.osm.pbf")
	if b, err := os.ReadFile(path); err != nil || !bytes.Contains(b[:64], []byte("OSMHeader")) {
		t.Skipf("no PBF file at %s", path)
	}
	return path
}
