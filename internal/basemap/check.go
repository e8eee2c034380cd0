package basemap

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// reserved are choices of the page that are no base map of this list, and words of dark.
var reserved = []string{"none", "own", DarkDim, DarkSame}

// check judges the list as it is written.
func (c *Config) check(at places) error {
	if len(c.Maps) > maxMaps {
		return at.wrong("basemaps", "there are %d; at most %d are taken", len(c.Maps), maxMaps)
	}
	if k := c.Cache; k.MemoryMB < 0 || k.MemoryMB > maxMemoryMB || k.DiskMB < 0 || k.DiskMB > maxDiskMB || k.FreshHours < 0 || k.FreshHours > 10_000 {
		return at.wrong("cache", "memory_mb is at most %d, disk_mb at most %d, fresh_hours at most 10000, and none is negative", maxMemoryMB, maxDiskMB)
	}
	ids := map[string]bool{}
	for i := range c.Maps {
		m := &c.Maps[i]
		field := fmt.Sprintf("basemaps[%d]", i)
		switch {
		case !idForm.MatchString(m.ID) || slices.Contains(reserved, m.ID):
			return at.wrong(field+".id", "%q is no id: a small letter, then at most 31 small letters, digits or underscores, and none of %s", clip(m.ID), strings.Join(reserved, ", "))
		case ids[m.ID]:
			return at.wrong(field+".id", "%q stands twice", m.ID)
		}
		ids[m.ID] = true
		for _, judge := range []func(places, string) error{m.checkDatum, m.checkLook, m.checkSource, m.checkKey, m.checkLayers} {
			if err := judge(at, field); err != nil {
				return err
			}
		}
	}
	for i := range c.Maps {
		if d := c.Maps[i].Dark; d != "" && d != DarkDim && d != DarkSame && !ids[d] {
			return at.wrong(fmt.Sprintf("basemaps[%d].dark", i), "%q is neither dim, same nor the id of another base map", clip(d))
		}
	}
	return nil
}

// gcj02 says why such sources are refused.
const gcj02 = "its positions are shifted by 50 to 700 m against WGS-84, differently at each place, so that borders and stations would lie on the wrong houses; " +
	"tiles are pictures and cannot be shifted back: take a source in WGS-84 or CGCS2000, such as Tianditu (天地图)"

// shifted are hosts whose maps of China are in GCJ-02 or BD-09, whatever the list says.
var shifted = []string{"autonavi.com", "amap.com", "gtimg.com", "map.qq.com", "google.cn", "bdimg.com", "map.baidu.com"}

func (m *Map) checkDatum(at places, field string) error {
	switch d := strings.ToLower(m.Datum); d {
	case "wgs84", "cgcs2000":
		return nil
	case "":
		return at.wrong(field+".datum", "it is missing: say wgs84 or cgcs2000, as the maker of the map says; a map in GCJ-02 cannot be told by looking at it")
	case "gcj02", "gcj-02", "bd09", "bd-09":
		return at.refused(field+".datum", "a base map in %s is refused: %s", strings.ToUpper(d), gcj02)
	default:
		return at.wrong(field+".datum", "%q is neither wgs84 nor cgcs2000", clip(m.Datum))
	}
}

func (m *Map) checkLook(at places, field string) error {
	texts := map[string]string{"name.zh": m.Name.Zh, "name.en": m.Name.En, "attribution": m.Attribution, "approval": m.Approval}
	for name, text := range texts {
		if len(text) > maxText || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
			return at.wrong(field+"."+name, "it is longer than %d bytes, or no plain line of text", maxText)
		}
	}
	low, high := 0, maxZoom
	if m.MinZoom != nil {
		low = *m.MinZoom
	}
	if m.MaxZoom != nil {
		high = *m.MaxZoom
	}
	switch {
	case low < 0 || high > maxZoom || low > high:
		return at.wrong(field+".min_zoom", "zooms go from 0 to %d, min_zoom before max_zoom", maxZoom)
	case m.TileSize != 0 && m.TileSize != 256 && m.TileSize != 512:
		return at.wrong(field+".tile_size", "%d is neither 256 nor 512", m.TileSize)
	case m.Opacity != nil && !(*m.Opacity > 0 && *m.Opacity <= 1):
		return at.wrong(field+".opacity", "it is a number above 0 and up to 1")
	case m.Look != "" && m.Look != LookMap && m.Look != LookImagery:
		return at.wrong(field+".look", "%q is neither map nor imagery", clip(m.Look))
	case m.Type != "" && m.Type != Raster && m.Type != Vector:
		return at.wrong(field+".type", "%q is neither raster nor vector", clip(string(m.Type)))
	case m.Concurrent < 0 || m.Concurrent > 64:
		return at.wrong(field+".concurrent", "it is a number from 1 to 64")
	}
	return nil
}

func (m *Map) checkSource(at places, field string) error {
	switch m.Kind {
	case PMTiles, MBTiles:
		switch {
		case m.Path == "":
			return at.wrong(field+".path", "it is missing: a %s is a file", m.Kind)
		case m.URL != "" || len(m.Layers) > 1 || len(m.Hosts) > 0:
			return at.wrong(field, "a %s has a path, one layer, and no url or hosts", m.Kind)
		case m.Type != "":
			return at.wrong(field+".type", "the file itself says what its tiles are")
		}
	case XYZ, WMTS:
		if m.Path != "" {
			return at.wrong(field+".path", "%s has a url, no path", m.Kind)
		}
		if m.Kind == WMTS && m.Type == Vector {
			return at.wrong(field+".type", "tiles of wmts are pictures here")
		}
	case "":
		return at.wrong(field+".kind", "it is missing: pmtiles, mbtiles, xyz or wmts")
	default:
		return at.wrong(field+".kind", "%q is none of pmtiles, mbtiles, xyz, wmts", clip(string(m.Kind)))
	}
	return nil
}

func (m *Map) checkKey(at places, field string) error {
	given := 0
	for _, text := range []string{m.Key, m.KeyFile, m.KeyEnv} {
		if text != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return at.wrong(field, "one of key, key_file and key_env is enough")
	case given == 1 && m.Kind.local():
		return at.wrong(field, "a file needs no key")
	case given == 0 && m.KeyParam != "":
		return at.wrong(field+".key_param", "there is no key: add key_file or key_env")
	}
	return nil
}

func (m *Map) checkLayers(at places, field string) error {
	if len(m.Layers) > maxLayers {
		return at.wrong(field+".layers", "there are %d; at most %d are taken", len(m.Layers), maxLayers)
	}
	if m.URL != "" {
		if err := m.checkURL(at, field+".url", m.URL); err != nil {
			return err
		}
	}
	if !m.Kind.local() && len(m.Layers) == 0 && m.URL == "" {
		return at.wrong(field+".url", "it is missing")
	}
	if m.Kind == WMTS && len(m.Layers) == 0 {
		return at.wrong(field+".layers", "name the layers of the service, as in layers: [{id: map, layer: NAME}]")
	}
	seen := map[string]bool{}
	for k := range m.Layers {
		l := &m.Layers[k]
		f := fmt.Sprintf("%s.layers[%d]", field, k)
		switch {
		case !idForm.MatchString(l.ID) || seen[l.ID]:
			return at.wrong(f+".id", "%q is no id, or stands twice", clip(l.ID))
		case l.Role != "" && l.Role != RoleGround && l.Role != RoleNames:
			return at.wrong(f+".role", "%q is neither ground nor names", clip(l.Role))
		case l.URL == "" && m.URL == "" && !m.Kind.local():
			return at.wrong(f+".url", "neither the layer nor its map has an address")
		case m.Kind != WMTS && (l.Layer != "" || l.Style != "" || l.Format != "" || l.TileMatrixSet != ""):
			return at.wrong(f, "layer, style, format and tile_matrix_set are words of wmts")
		}
		seen[l.ID] = true
		if l.URL != "" {
			if err := m.checkURL(at, f+".url", l.URL); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkURL judges the address of a service. No text of it goes into errors but the host: a
// key may stand in it.
func (m *Map) checkURL(at places, field, text string) error {
	u, err := url.Parse(blanks.Replace(text))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return at.wrong(field, "it is no http or https address")
	case u.User != nil:
		return at.wrong(field, "a name or password in an address is not taken")
	case m.Kind.local():
		return at.wrong(field, "a file has no url")
	}
	host := strings.ToLower(u.Hostname())
	for _, name := range shifted {
		if under(host, name) {
			return at.refused(field, "maps of %s are in GCJ-02 or BD-09 and are refused: %s", name, gcj02)
		}
	}
	for name := range u.Query() {
		if slices.Contains(keyNames, strings.ToLower(name)) && u.Query().Get(name) != "0" && !strings.Contains(text, "{key}") {
			return at.wrong(field, "a key stands in the address: write %s={key} and put the key into key_file or key_env", name)
		}
	}
	if strings.Contains(text, "{key}") && m.Key == "" && m.KeyFile == "" && m.KeyEnv == "" {
		return at.wrong(field, "{key} stands for a key, and there is none: add key_file or key_env")
	}
	if m.Kind == XYZ {
		return m.checkPattern(at, field, text, u)
	}
	return nil
}

// keyNames are parameters that services want keys in.
var keyNames = []string{"tk", "key", "ak", "token", "access_token", "apikey", "api_key", "appkey"}

// blanks stand for the parts of a pattern while it is read as an address.
var blanks = strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0", "{-y}", "0", "{key}", "0")

func (m *Map) checkPattern(at places, field, text string, u *url.URL) error {
	for _, part := range []string{"{z}", "{x}"} {
		if strings.Count(text, part) != 1 {
			return at.wrong(field, "a pattern of xyz has %s once", part)
		}
	}
	if strings.Count(text, "{y}")+strings.Count(text, "{-y}") != 1 {
		return at.wrong(field, "a pattern of xyz has {y} once, or {-y} where rows are counted from the south")
	}
	if strings.ContainsAny(u.Host+u.Path+u.RawQuery, "{}") {
		return at.wrong(field, "a pattern of xyz has {z}, {x}, {y} or {-y}, and {key}; nothing else stands in braces")
	}
	if under(strings.ToLower(u.Hostname()), "tianditu.gov.cn") {
		set := ""
		for name := range u.Query() {
			if strings.EqualFold(name, "tilematrixset") {
				set = u.Query().Get(name)
			}
		}
		if set == "c" || strings.Contains(u.Path, "_c/") || strings.HasSuffix(u.Query().Get("T"), "_c") {
			return at.refused(field, "%s", degrees("c", "EPSG:4490"))
		}
	}
	return nil
}

// under is true of a name and all below it.
func under(host, name string) bool { return host == name || strings.HasSuffix(host, "."+name) }

// clip shortens a text for an error.
func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
