package httpapi

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// stylePrefix and a theme are the name of a style, and of its icons.
const stylePrefix = "redsail-"

// stylesAnswer lists the styles.
type stylesAnswer struct {
	Styles []styleEntry `json:"styles"`
}

type styleEntry struct {
	Name   string     `json:"name"`
	Title  city.Label `json:"title"`
	Theme  string     `json:"theme"`
	Langs  []string   `json:"langs" doc:"values of lang, the first being usual"`
	URL    string     `json:"url"`
	Sprite string     `json:"sprite" doc:"address of the icons, without .json, .png, @2x.json, @2x.png"`
}

var styleTitles = map[string]city.Label{"light": {Zh: "浅色地图", En: "Light map"}, "dark": {Zh: "深色地图", En: "Dark map"}}

func (s *Server) styleList(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	if err := accepts(r, jsonType); err != nil {
		return err
	}
	out := stylesAnswer{Styles: []styleEntry{}}
	base := s.base(r)
	for _, theme := range s.cfg.Drawer.Look().Themes() {
		title, ok := styleTitles[theme]
		if !ok {
			title = city.Label{Zh: theme, En: theme}
		}
		name := stylePrefix + theme
		out.Styles = append(out.Styles, styleEntry{
			Name: name, Title: title, Theme: theme, Langs: []string{"zh", "en"}, URL: base + "/styles/" + name + ".json", Sprite: base + "/sprites/" + name,
		})
	}
	c := newRepresentation(jsonType, encode(out))
	return s.sendDocument(w, r, &c)
}

// theme is what a name of a style, or of icons, stands for.
func (s *Server) theme(name string) (string, error) {
	theme, ours := strings.CutPrefix(name, stylePrefix)
	themes := s.cfg.Drawer.Look().Themes()
	if !ours || !slices.Contains(themes, theme) {
		return "", city.Errorf(city.NotFound, "unknown_style", "there is no style %s; known are %s%s", quote(name), stylePrefix, strings.Join(themes, ", "+stylePrefix))
	}
	return theme, nil
}

// style answers with a complete style for MapLibre and those who read its styles.
func (s *Server) style(w http.ResponseWriter, r *http.Request, q url.Values) error {
	if err := accepts(r, jsonType); err != nil {
		return err
	}
	name := segment(r, "name")
	theme, err := s.theme(name)
	if err != nil {
		return err
	}
	ask := picture.StyleAsk{Theme: theme, Lang: "zh", Base: s.base(r)}
	if q.Has("lang") {
		ask.Lang = q.Get("lang")
	}
	pic := s.atlas.Current()
	ask.Sprite, ask.Attribution, ask.Revision, ask.City = ask.Base+"/sprites/"+name, s.attribution(pic, ask.Lang), pic.Revision, pic.StyleOf()
	if ask.Name = cmp.Or(pic.Scheme.Name.Zh, "Redsail"); ask.Lang == "en" {
		ask.Name = cmp.Or(pic.Scheme.Name.En, "Redsail")
	}
	doc, err := s.cfg.Drawer.Look().Style(ask)
	if err != nil {
		return err
	}
	return s.sendDocument(w, r, &representation{contentType: jsonType, etag: revisionTag(pic, doc), content: doc})
}

// spriteKey names a sprite.
type spriteKey struct {
	theme string
	ratio int
}

// sprites are drawn when they are first asked for: they depend on nothing but the look.
type sprites struct {
	mu   sync.Mutex
	made map[spriteKey][2]representation
}

// sprite gives the list of the icons and their picture.
func (o *sprites) sprite(look *picture.Look, k spriteKey) ([2]representation, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if c, ok := o.made[k]; ok {
		return c, nil
	}
	drawn, err := look.Sprite(k.theme, k.ratio)
	if err != nil {
		return [2]representation{}, err
	}
	c := [2]representation{newRepresentation(jsonType, drawn.JSON), newRepresentation(pngType, drawn.PNG)}
	if o.made == nil {
		o.made = map[spriteKey][2]representation{}
	}
	o.made[k] = c
	return c, nil
}

// spriteOf makes the handler of one of the two files of a sprite.
func (s *Server) spriteOf(file int, media string) handler {
	return func(w http.ResponseWriter, r *http.Request, _ url.Values) error {
		if err := accepts(r, media); err != nil {
			return err
		}
		name, twice := strings.CutSuffix(segment(r, "name"), "@2x")
		theme, err := s.theme(name)
		if err != nil {
			return err
		}
		k := spriteKey{theme, 1}
		if twice {
			k.ratio = 2
		}
		both, err := s.sprites.sprite(s.cfg.Drawer.Look(), k)
		if err != nil {
			return err
		}
		s.send(w, r, &both[file])
		return nil
	}
}

// styleRoutes are there where there is a look.
func (s *Server) styleRoutes() []Route {
	if s.cfg.Drawer == nil {
		return nil
	}
	unknown := Fails{404: {"unknown_style"}, 406: {"not_acceptable"}}
	paramStyle := Param{
		Name: "name", Type: Text, Required: true, Example: "redsail-light",
		Says: city.Label{Zh: "样式名，/styles.json 列出全部", En: "name of a style; /styles.json lists them"},
	}
	paramSprite := paramStyle
	paramSprite.Says = city.Label{Zh: "样式名；加 @2x 为两倍像素", En: "name of a style; with @2x at twice the pixels"}
	paramLang := Param{
		Name: "lang", Type: Text, Enum: []string{"zh", "en"}, Default: "zh", Example: "en",
		Says: city.Label{Zh: "注记的语言", En: "language of the names"},
	}
	return []Route{{
		Method: "GET", Pattern: "/styles.json", Name: "listStyles", Action: "tiles.read", Personal: Public, Cost: Cheap,
		Summary: city.Label{Zh: "地图样式列表", En: "The styles of the map"},
		Answers: []Answer{{jsonType, stylesAnswer{}}}, Open: true, Fails: Fails{406: {"not_acceptable"}}, handle: s.styleList,
	}, {
		Method: "GET", Pattern: "/styles/{name}.json", Name: "getStyle", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "完整的 MapLibre 地图样式，与页面同色同序", En: "A complete style for MapLibre, with the colours and the order of the page"},
		Params:  []Param{paramStyle, paramLang}, Answers: []Answer{{jsonType, map[string]any{}}}, Open: true,
		Fails: Fails{400: {"unknown_value"}, 404: unknown[404], 406: unknown[406]}, handle: s.style,
	}, {
		Method: "GET", Pattern: "/sprites/{name}.json", Name: "getSprite", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "点位图标在拼图中的位置", En: "Where the icons of places are in their picture"},
		Params:  []Param{paramSprite}, Answers: []Answer{{jsonType, map[string]any{}}}, Open: true, Fails: unknown, handle: s.spriteOf(0, jsonType),
	}, {
		Method: "GET", Pattern: "/sprites/{name}.png", Name: "getSpriteImage", Action: "tiles.read", Personal: Public, Cost: Work,
		Summary: city.Label{Zh: "点位图标的拼图", En: "The icons of places in one picture"},
		Params:  []Param{paramSprite}, Answers: []Answer{{pngType, nil}}, Open: true, Fails: unknown, handle: s.spriteOf(1, pngType),
	}}
}
