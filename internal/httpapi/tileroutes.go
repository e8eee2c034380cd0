package httpapi

import "github.com/redsail/redsail/internal/city"

func (s *Server) tileRoutes() []Route {
	return []Route{{
		Method: "GET", Pattern: "/tiles/{layers}/{z}/{x}/{y}.mvt", Name: "getTile", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{
			Zh: "矢量瓦片（MVT 2.1），以 br、gzip、zstd 或不压缩的形式返回；X-Redsail-Dropped 为因上限而略去的要素数",
			En: "A vector tile (MVT 2.1) in br, gzip, zstd or as it is; X-Redsail-Dropped counts the features that a limit left out",
		},
		Params:  []Param{paramLayers, pathNumber("z"), pathNumber("x"), pathNumber("y")},
		Answers: []Answer{{mvtType, nil}}, Empty: true, Open: true, bare: true,
		Fails: Fails{400: {"bad_tile_address", "too_many_layers", "repeated_layer", "unknown_layer"}, 406: {"not_acceptable"}}, handle: s.tile,
	}, {
		Method: "GET", Pattern: "/tiles/{layers}.json", Name: "getTileJSON", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "瓦片说明（TileJSON 3）", En: "The tiles described (TileJSON 3)"},
		Params:  []Param{paramLayers}, Answers: []Answer{{jsonType, map[string]any{}}}, Open: true,
		Fails: Fails{400: {"too_many_layers", "repeated_layer", "unknown_layer"}, 406: {"not_acceptable"}}, handle: s.tileJSON,
	}}
}
