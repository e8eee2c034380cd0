package demo

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/redsail/redsail/data"
)

// Size names one of the sizes in which the city can be made.
type Size string

// The sizes: tiny is one street with four communities, middle a small town (both for
// tests), city the demo, large ten times the city.
const (
	SizeTiny   Size = "tiny"
	SizeMiddle Size = "middle"
	SizeCity   Size = "city"
	SizeLarge  Size = "large"
)

// recipe is a size's column of data/demo/sizes.csv.
type recipe struct {
	size                                    Size
	east, north                             float64 // half axes of the city's outline, m
	districts, streets, towns, communities  int
	compounds, grids, buildings, households int
	stations, venues                        int
	core, fresh                             float64 // radius of the old core and of new districts, m
	subcentres, seats, villages             int
}

// readRecipe finds the column of a size. An unknown size is an error that lists the known.
func readRecipe(size Size) (recipe, error) {
	rows, err := table("sizes.csv")
	if err != nil {
		return recipe{}, err
	}
	column := 0
	for i, name := range rows[0] {
		if i > 0 && name == string(size) {
			column = i
		}
	}
	if column == 0 {
		return recipe{}, fmt.Errorf("demo: no size %q; there are %s", size, strings.Join(rows[0][1:], ", "))
	}
	r := recipe{size: size}
	whole := map[string]*int{
		"districts": &r.districts, "streets": &r.streets, "towns": &r.towns, "communities": &r.communities,
		"compounds": &r.compounds, "grids": &r.grids, "buildings": &r.buildings, "households": &r.households,
		"stations": &r.stations, "venues": &r.venues, "subcentres": &r.subcentres, "seats": &r.seats, "villages": &r.villages,
	}
	lengths := map[string]*float64{"east": &r.east, "north": &r.north, "core": &r.core, "fresh": &r.fresh}
	for _, row := range rows[1:] {
		v, err := strconv.Atoi(row[column])
		switch {
		case err != nil:
			return recipe{}, fmt.Errorf("demo: sizes.csv, %s of %s: %w", row[0], size, err)
		case whole[row[0]] != nil:
			*whole[row[0]] = v
		case lengths[row[0]] != nil:
			*lengths[row[0]] = float64(v)
		default:
			return recipe{}, fmt.Errorf("demo: sizes.csv has an unknown row %q", row[0])
		}
	}
	return r, nil
}

// table reads a CSV file of the recipe; lines that begin with # are notes.
func table(name string) ([][]string, error) {
	src, err := fs.ReadFile(data.Demo(), name)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	r := csv.NewReader(strings.NewReader(string(src)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("demo: %s: %w", name, err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("demo: %s has no rows", name)
	}
	return rows, nil
}
