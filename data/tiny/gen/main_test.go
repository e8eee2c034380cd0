package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestCommittedFilesAreWhatGenMakes(t *testing.T) {
	files, err := coverage()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		got, err := os.ReadFile(filepath.Join("..", f.name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, f.data) {
			t.Errorf("data/tiny/%s is not what the generator makes: run make generate", f.name)
		}
	}
	committed, err := filepath.Glob("../*.geojson")
	if err != nil || len(committed) != len(files) {
		t.Errorf("data/tiny holds %d GeoJSON files, the generator makes %d (%v)", len(committed), len(files), err)
	}
}

func TestBoundaryOfCells(t *testing.T) {
	tests := []struct {
		name         string
		cells        []cell
		parts, rings int
	}{
		{"one cell", []cell{{0, 0}}, 1, 1},
		{"two joined", []cell{{0, 0}, {0, 1}}, 1, 1},
		{"two apart", []cell{{0, 0}, {0, 2}}, 2, 2},
		{"two at a corner", []cell{{0, 0}, {1, 1}}, 2, 2},
		{"ring of eight", []cell{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}, {2, 2}}, 1, 2},
		{"hole that touches the outside", []cell{{0, 0}, {0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 2}, {2, 0}}, 1, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rings, err := boundary(tt.cells)
			if err != nil {
				t.Fatal(err)
			}
			shape := polygons(rings)
			n := 0
			var area, want int64
			for _, p := range shape {
				n += len(p)
				for _, r := range p {
					area += twiceArea(r)
				}
			}
			for _, c := range tt.cells {
				one, err := boundary([]cell{c})
				if err != nil {
					t.Fatal(err)
				}
				want += twiceArea(one[0])
			}
			if len(shape) != tt.parts || n != tt.rings || area != want {
				t.Errorf("got %d parts, %d rings, area %d; want %d, %d, %d", len(shape), n, area, tt.parts, tt.rings, want)
			}
		})
	}
}
