package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// binary is built once for all benchmarks: they measure whole processes.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "redsail-bench-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "redsail")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// process runs the built command and gives its largest resident size in bytes.
func process(b *testing.B, args ...string) (rss int64) {
	b.Helper()
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), path, args...)
	var errs strings.Builder
	cmd.Stdout, cmd.Stderr = io.Discard, &errs
	if err := cmd.Run(); err != nil {
		b.Fatalf("redsail %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}

func stores(b *testing.B) map[string]func() string {
	return map[string]func() string{
		"gpkg":    func() string { return filepath.Join(b.TempDir(), "city.gpkg") },
		"postgis": func() string { return pgtest.URL(b) },
	}
}

// BenchmarkImportBeijing is the import of 331 townships, 136,000 vertices, from the
// Shapefile under their 16 districts, as a process.
func BenchmarkImportBeijing(b *testing.B) {
	shp, all := beijing(b)
	parents := districts(b, all)
	for name, fresh := range stores(b) {
		b.Run(name, func(b *testing.B) {
			var rss int64
			for b.Loop() {
				b.StopTimer()
				store := fresh()
				process(b, "init", "--store", store, "--scheme", "testdata/beijing.yaml")
				process(b, "import", "--store", store, "--layer", "district", parents)
				b.StartTimer()
				rss = max(rss, process(b, "import", "--store", store, "--layer", "township", "--code-field", "县+乡", "--name-field", "乡", shp))
			}
			b.ReportMetric(float64(rss)/1e6, "MB-rss")
		})
	}
}

// BenchmarkLocateMillion answers a CSV of a million points over Beijing, as a process.
func BenchmarkLocateMillion(b *testing.B) {
	const points = 1_000_000
	store := beijingStore(b)
	in := manyPoints(b, points)
	for _, columns := range []string{"codes", "all"} {
		b.Run(columns, func(b *testing.B) {
			var rss int64
			out := filepath.Join(b.TempDir(), "out.csv")
			for b.Loop() {
				rss = max(rss, process(b, "locate", "--store", store, "--in", in, "--out", out, "--columns", columns))
			}
			b.ReportMetric(float64(points*b.N)/b.Elapsed().Seconds(), "points/s")
			b.ReportMetric(float64(rss)/1e6, "MB-rss")
		})
	}
}

// beijingStore is a file with Beijing in it.
func beijingStore(t testing.TB) string {
	t.Helper()
	shp, all := beijing(t)
	store := filepath.Join(t.TempDir(), "city.gpkg")
	mustRun(t, "init", "--store", store, "--scheme", "testdata/beijing.yaml")
	mustRun(t, "import", "--store", store, "--layer", "district", districts(t, all))
	importReport(t, store, shp)
	return store
}

// manyPoints writes a CSV of random points over Beijing.
func manyPoints(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "points.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "id,lon,lat,note")
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range n {
		fmt.Fprintf(w, "%d,%.7f,%.7f,投诉\n", i, 115.4+2.1*rng.Float64(), 39.4+1.7*rng.Float64())
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkTiles asks for tiles over HTTP, each once and then again, by zoom.
func BenchmarkTiles(b *testing.B) {
	store := beijingStore(b)
	s, err := openStore(b.Context(), store)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	_, all := beijing(b)
	for z := 8; z <= 16; z++ {
		b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
			paths := tilePaths(all, z)
			var cold, warm []float64
			for b.Loop() {
				c, w := coldAndWarm(b, s, paths)
				cold, warm = append(cold, c...), append(warm, w...)
			}
			quantiles(b, "cold", cold)
			quantiles(b, "warm", warm)
		})
	}
}

// coldAndWarm asks a server that has made no tile yet, then asks again.
func coldAndWarm(b *testing.B, s city.Store, paths []string) (cold, warm []float64) {
	b.Helper()
	a, err := atlas.Open(b.Context(), s, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := a.Current().Pyramid(b.Context()); err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(httpapi.New(httpapi.Config{Atlas: a, Log: slog.New(slog.DiscardHandler)}))
	defer srv.Close()
	return ask(b, srv.URL, paths), ask(b, srv.URL, paths)
}

// tilePaths are the tiles of a zoom that hold the townships' label points.
func tilePaths(all []township, z int) []string {
	set := map[string]bool{}
	for _, tw := range all {
		p := partition.LabelPoint(tw.shape).LonLat()
		n := math.Exp2(float64(z))
		rad := p[1] * math.Pi / 180
		x := int((p[0] + 180) / 360 * n)
		y := int((1 - math.Asinh(math.Tan(rad))/math.Pi) / 2 * n)
		set[fmt.Sprintf("/tiles/district,township/%d/%d/%d.mvt", z, x, y)] = true
	}
	var out []string
	for p := range set {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// ask gives the milliseconds of each answer.
func ask(b *testing.B, url string, paths []string) []float64 {
	b.Helper()
	var ms []float64
	for _, p := range paths {
		start := time.Now()
		resp, err := http.Get(url + p)
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%s: %d %v", p, resp.StatusCode, err)
		}
		ms = append(ms, float64(time.Since(start).Microseconds())/1000)
	}
	return ms
}

func quantiles(b *testing.B, name string, ms []float64) {
	slices.Sort(ms)
	b.ReportMetric(ms[len(ms)/2], name+"-p50-ms")
	b.ReportMetric(ms[len(ms)*95/100], name+"-p95-ms")
}

// BenchmarkServe is the size of a server that has answered tiles of Beijing.
func BenchmarkServe(b *testing.B) {
	store := beijingStore(b)
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	_, all := beijing(b)
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), path, "serve", "--store", store, "--listen", "127.0.0.1:0")
		errs, err := cmd.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(errs)
		url := ""
		for url == "" && lines.Scan() {
			if at, ok := strings.CutPrefix(lines.Text(), "listening "); ok {
				url = at
			}
		}
		go io.Copy(io.Discard, errs)
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-to-listen")
		for z := 8; z <= 14; z++ {
			ask(b, url, tilePaths(all, z))
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10)/1e6, "MB-rss")
	}
}
