package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// makeLocales compiles the locales of the options into the server's folder (localedef of glibc).
func (s *Server) makeLocales() error {
	dir := filepath.Join(s.dir, "locales")
	if len(s.o.Locales) == 0 {
		return nil
	}
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // the server's user reads it
		return err
	}
	for _, name := range s.o.Locales {
		source, charset, _ := strings.Cut(name, ".")
		out, err := exec.CommandContext(context.Background(), "localedef", "--no-archive", "-c", "-i", source, "-f", charset, filepath.Join(dir, name)).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: the locale %s: %w: %s", errMissing, name, err, out)
		}
	}
	return nil
}

// InLocale makes a database with PostGIS whose texts are of one of the server's locales, and gives
// its address. It ends with the server.
func (s *Server) InLocale(t testing.TB, locale string) string {
	t.Helper()
	name := "redsail_" + strings.ToLower(rand.Text()[:12])
	err := run(s.URL("postgres"), "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE '"+locale+"'")
	if err == nil {
		err = run(s.URL(name), "CREATE EXTENSION postgis")
	}
	if err != nil {
		t.Fatalf("pgtest: a database in %s: %v", locale, err)
	}
	return s.URL(name)
}
