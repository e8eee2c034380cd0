package basemap

import (
	"cmp"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Kind is where the tiles of a base map come from.
type Kind string

// The kinds.
const (
	PMTiles Kind = "pmtiles" // a file of this machine
	MBTiles Kind = "mbtiles" // a file of this machine
	XYZ     Kind = "xyz"     // a service whose addresses hold z, x and y
	WMTS    Kind = "wmts"    // a service that describes itself
)

// local is true of a file.
func (k Kind) local() bool { return k == PMTiles || k == MBTiles }

// Type is what a tile holds.
type Type string

// The types of tiles.
const (
	Raster Type = "raster"
	Vector Type = "vector"
)

// Looks of a base map, by which the page chooses what it still draws itself.
const (
	LookMap     = "map"     // a drawn map
	LookImagery = "imagery" // pictures from above
)

// Roles of a layer.
const (
	RoleGround = "ground" // the map itself
	RoleNames  = "names"  // names alone, transparent otherwise
)

// What the page does with a base map when it is dark itself; else the id of another one.
const (
	DarkDim  = "dim"
	DarkSame = "same"
)

// Config is a list of base maps, as the operator wrote it.
type Config struct {
	Maps  []Map `yaml:"basemaps"`
	Cache Cache `yaml:"cache"`

	keys map[string]string // by the id of the map
}

// Cache says what is kept of services.
type Cache struct {
	// MemoryMB is how much lies in memory, in units of 10^6 bytes; 0 = 64.
	MemoryMB int `yaml:"memory_mb"`
	// Dir is a folder for more; empty = none. DiskMB bounds it; 0 = 1000.
	Dir    string `yaml:"dir"`
	DiskMB int    `yaml:"disk_mb"`
	// FreshHours is how long a tile is given out without asking for it again; 0 = 168, a week.
	FreshHours int `yaml:"fresh_hours"`
}

// Map is one base map.
type Map struct {
	// ID stands in addresses: a small letter, then small letters, digits and underscores.
	ID   string     `yaml:"id"`
	Name city.Label `yaml:"name"`
	Kind Kind       `yaml:"kind"`
	// Datum is wgs84 or cgcs2000, which differ by centimetres; others are refused.
	Datum string `yaml:"datum"`
	// Path is the file of a pmtiles or mbtiles, from the folder of the list.
	Path string `yaml:"path"`
	// URL is the address of a service: of wmts that of its capabilities, of xyz a pattern
	// with {z}, {x} and {y} (or {-y}, counted from the south).
	URL string `yaml:"url"`
	// Layers are drawn one over the other, the first lowest; none = the map is one layer.
	Layers []Layer `yaml:"layers"`
	// Type is that of xyz tiles; empty = raster.
	Type Type   `yaml:"type"`
	Look string `yaml:"look"`
	// MinZoom and MaxZoom bound the tiles that are asked for; the page stretches the last.
	MinZoom     *int     `yaml:"min_zoom"`
	MaxZoom     *int     `yaml:"max_zoom"`
	TileSize    int      `yaml:"tile_size"`
	Attribution string   `yaml:"attribution"`
	Approval    string   `yaml:"approval"` // 审图号
	Dark        string   `yaml:"dark"`
	Opacity     *float64 `yaml:"opacity"`

	// One of these holds the key of the service, if it wants one.
	KeyFile string `yaml:"key_file"`
	KeyEnv  string `yaml:"key_env"`
	Key     string `yaml:"key"`
	// KeyParam is the query parameter of the key; without it the key stands for {key} in URL.
	KeyParam string `yaml:"key_param"`
	Referer  string `yaml:"referer"`
	// Intranet allows a host name that leads to a private address.
	Intranet bool `yaml:"intranet"`
	// Hosts are those that a service may name in its capabilities beside its own.
	Hosts  []string `yaml:"hosts"`
	CAFile string   `yaml:"ca_file"`
	// Concurrent bounds the requests at once; 0 = 6.
	Concurrent int `yaml:"concurrent"`
}

// Layer is one of the layers of a base map.
type Layer struct {
	ID   string `yaml:"id"`
	Role string `yaml:"role"` // ground or names; empty = ground
	// URL is the layer's own address; empty = the map's.
	URL string `yaml:"url"`
	// Of wmts: what its capabilities name.
	Layer         string `yaml:"layer"`
	Style         string `yaml:"style"`
	Format        string `yaml:"format"`
	TileMatrixSet string `yaml:"tile_matrix_set"`
}

// Bounds of what a list may hold.
const (
	maxMaps     = 32
	maxLayers   = 8
	maxZoom     = 22
	maxText     = 500
	maxMemoryMB = 4096
	maxDiskMB   = 1 << 20
)

// fill puts the defaults where the operator wrote nothing.
func (c *Config) fill() {
	c.Cache.MemoryMB = cmp.Or(c.Cache.MemoryMB, 64)
	c.Cache.DiskMB = cmp.Or(c.Cache.DiskMB, 1000)
	c.Cache.FreshHours = cmp.Or(c.Cache.FreshHours, 7*24)
	for i := range c.Maps {
		m := &c.Maps[i]
		m.Type = cmp.Or(m.Type, Raster)
		m.Look = cmp.Or(m.Look, LookMap)
		m.Dark = cmp.Or(m.Dark, DarkDim)
		m.Concurrent = cmp.Or(m.Concurrent, 6)
		m.Name.Zh = cmp.Or(m.Name.Zh, m.Name.En, m.ID)
		m.Name.En = cmp.Or(m.Name.En, m.Name.Zh)
		if len(m.Layers) == 0 {
			m.Layers = []Layer{{ID: "map"}}
		}
		for k := range m.Layers {
			l := &m.Layers[k]
			l.Role = cmp.Or(l.Role, RoleGround)
			l.URL = cmp.Or(l.URL, m.URL)
			l.Layer = cmp.Or(l.Layer, l.ID)
		}
	}
}

// fresh is how long a tile is good.
func (c *Cache) fresh() time.Duration { return time.Duration(c.FreshHours) * time.Hour }

// opacity is 1 unless the operator wrote another.
func (m *Map) opacity() float64 {
	if m.Opacity == nil {
		return 1
	}
	return *m.Opacity
}
