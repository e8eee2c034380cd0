package migrations_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/redsail/redsail/migrations"
)

// TestEachHasAWayBack: beside each migration but the first of a store lies one that takes it back,
// of the same name, and none besides; what it drops a table of, it says that it keeps.
func TestEachHasAWayBack(t *testing.T) {
	for name, folder := range map[string]func() (fs.FS, error){"gpkg": migrations.GeoPackage, "postgis": migrations.PostGIS} {
		dir, err := folder()
		if err != nil {
			t.Fatal(err)
		}
		ups, err := fs.Glob(dir, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		downs, err := fs.Glob(dir, "down/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		if len(downs) != len(ups)-1 {
			t.Errorf("%s: %d migrations and %d ways back; want one for each but the first", name, len(ups), len(downs))
		}
		for _, down := range downs {
			if _, err := fs.Stat(dir, path.Base(down)); err != nil {
				t.Errorf("%s: %s takes back no migration: %v", name, down, err)
			}
		}
		latest, err := migrations.Latest(dir)
		if err != nil || latest != len(ups) {
			t.Fatalf("%s: the latest of %d migrations is %d, %v", name, len(ups), latest, err)
		}
		steps, err := migrations.Down(dir, latest, 1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, s := range steps {
			for line := range strings.Lines(s.SQL) {
				if strings.HasPrefix(line, "DROP TABLE ") && strings.Contains(line, "_version") && len(s.Keeps) == 0 {
					t.Errorf("%s: the way back from %d drops versions and does not say what it keeps", name, s.Version)
				}
			}
		}
		for _, to := range []int{0, -1, latest + 1} {
			if _, err := migrations.Down(dir, latest, to); err == nil {
				t.Errorf("%s: there is a way back to %d", name, to)
			}
		}
	}
}
