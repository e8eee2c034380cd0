package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// deepestTile is the last zoom of tiles of things that are in no layer of the scheme; from
// there on they are drawn enlarged.
const deepestTile = 16

// buildingZoom is the first zoom of buildings.
const buildingZoom = 14

// lineZooms are the first zooms of lines by layer and class; the empty class stands for
// those that are not named.
var lineZooms = map[string]map[string]uint8{
	city.LayerRoad: {
		"expressway": 6, "arterial": 8, "highway": 8, "bank": 11, "secondary": 11, "bridge": 11, "local": 12, "lane": 13, "track": 13, "": 12,
	},
	city.LayerPath:  {"": 15},
	city.LayerWall:  {"": 15},
	city.LayerRiver: {"": 6},
	city.LayerRail:  {"": 9},
}

// placeZooms are the first zooms of places by kind.
var placeZooms = map[string]uint8{
	"red_sail_station": 11, "service_centre": 11, "service_station": 13, "police_post": 13, "landmark": 13,
	"resident_unit": 15, "": 14,
}

func lineZoom(layer, class string) uint8 { return byClass(lineZooms[layer], class) }
func placeZoom(kind string) uint8        { return byClass(placeZooms, kind) }

func byClass(zooms map[string]uint8, class string) uint8 {
	if z, ok := zooms[class]; ok {
		return z
	}
	return zooms[""]
}

// groundZoom is the first zoom at which ground of the base map is wider or higher than three
// pixels: a garden is nothing to see from far.
func groundZoom(shape geo.MultiPolygon) uint8 {
	const pixels = 3
	box := shape.Box()
	side := max(int64(box.Max.X)-int64(box.Min.X), int64(box.Max.Y)-int64(box.Min.Y))
	zoom := uint8(0)
	for zoom < deepestTile && side*tilePixels<<zoom < pixels*360*geo.Scale {
		zoom++
	}
	return zoom
}

// tilePixels is how wide a tile is drawn, and more before the next zoom takes over.
const tilePixels = 512
