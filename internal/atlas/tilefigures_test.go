package atlas_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/tiles"
)

var updateFigures = flag.Bool("update-figures", false, "draw the figures of docs/tiles.md anew")

// figureSide is the width of a panel of a figure, in tile units and in pixels.
const figureSide, figurePixels = 700, 360

// TestFiguresOfTiles holds the figures of docs/tiles.md against what the tiles of the smallest
// demo city are: grids simplified one by one, as most servers do, beside those of our tiles, and
// the tiles that a moved border changes.
func TestFiguresOfTiles(t *testing.T) {
	store, now := demoStore(t, demo.SizeTiny)
	pic := openAtlas(t, store, now).Current()
	pyramid, err := pic.Pyramid(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	box, _ := pic.Bounds()
	a := addressOf(geo.Point{X: box.Min.X/2 + box.Max.X/2, Y: box.Min.Y/2 + box.Max.Y/2}, 12)
	grids, err := store.Versions(t.Context(), city.Query{Layer: "grid", At: &pic.Date})
	if err != nil {
		t.Fatal(err)
	}
	var alone []figureArea
	for i := range grids {
		alone = append(alone, figureArea{id: uint64(grids[i].ID), rings: simplifiedAlone(grids[i].Shape, a)})
	}
	var shared []figureArea
	for _, f := range read(t, pyramid, a, "grid")["grid"].Features {
		var rings [][][2]float64
		for _, poly := range f.Polygons {
			for _, r := range poly {
				var ring [][2]float64
				for _, p := range r {
					ring = append(ring, [2]float64{float64(p.X), float64(p.Y)})
				}
				rings = append(rings, ring)
			}
		}
		shared = append(shared, figureArea{id: f.ID, rings: rings})
	}
	if len(alone) == 0 || len(shared) == 0 {
		t.Fatal("there are no grids in the figure")
	}
	text := figure([2][]figureArea{alone, shared})
	path := filepath.Join(geotest.RepoRoot(t), "docs", "images", "tiles-shared.svg")
	if *updateFigures {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, text) {
		t.Errorf("%s is not what the tiles are: go test ./internal/atlas -run TestFiguresOfTiles -update-figures", path)
	}
}

type figureArea struct {
	id    uint64
	rings [][][2]float64 // in tile units
}

// simplifiedAlone is a shape in tile units, by Douglas and Peucker within 16 of them, two pixels,
// without regard to its neighbours.
func simplifiedAlone(shape geo.MultiPolygon, a tiles.Address) [][][2]float64 {
	side := math.Exp2(float64(a.Z)) * 4096
	var out [][][2]float64
	for _, poly := range shape {
		for _, r := range poly {
			var ring orb.Ring
			for _, p := range append(r, r[0]) {
				at := p.LonLat()
				s := math.Sin(at[1] * math.Pi / 180)
				ring = append(ring, orb.Point{
					(at[0]+180)/360*side - float64(a.X)*4096,
					(0.5-math.Log((1+s)/(1-s))/(4*math.Pi))*side - float64(a.Y)*4096,
				})
			}
			var thin [][2]float64
			for _, p := range simplify.DouglasPeucker(16).Ring(ring) {
				thin = append(thin, [2]float64{math.Round(p[0]), math.Round(p[1])})
			}
			out = append(out, thin)
		}
	}
	return out
}

// figure draws two panels of the same ground side by side.
func figure(panels [2][]figureArea) []byte {
	fills := [...]string{"#cfe3f5", "#f5e0c8", "#d9ecd2", "#eadcf0", "#f7d6d6", "#e3e6c4"}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">`+"\n", 2*figurePixels+20, figurePixels, 2*figurePixels+20, figurePixels)
	x, y := middleOfAreas(panels[1])
	for i, areas := range panels {
		fmt.Fprintf(&b, `<svg x="%d" width="%d" height="%d" viewBox="%d %d %d %d"><rect x="-9999" y="-9999" width="29999" height="29999" fill="#c0392b"/>`+"\n",
			i*(figurePixels+20), figurePixels, figurePixels, x, y, figureSide, figureSide)
		for _, f := range areas {
			var d strings.Builder
			for _, r := range f.rings {
				for k, p := range r {
					fmt.Fprintf(&d, "%c%g %g", "ML"[min(k, 1)], p[0], p[1])
				}
				d.WriteByte('Z')
			}
			fmt.Fprintf(&b, `<path fill="%s" fill-opacity=".92" stroke="#456" stroke-width="1.5" fill-rule="evenodd" d="%s"/>`+"\n", fills[f.id%uint64(len(fills))], d.String())
		}
		b.WriteString("</svg>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// middleOfAreas is the corner of a panel whose middle is that of the areas.
func middleOfAreas(areas []figureArea) (x, y int) {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, f := range areas {
		for _, r := range f.rings {
			for _, p := range r {
				for k := range p {
					low[k], high[k] = min(low[k], p[k]), max(high[k], p[k])
				}
			}
		}
	}
	return int(low[0]+high[0])/2 - figureSide/2, int(low[1]+high[1])/2 - figureSide/2
}
