package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lectern-classroom/lectern/"

var features = []string{"auth", "launch", "roster", "schedule", "media", "witness", "attendance", "grade", "activity", "forward", "participation", "completion", "report", "analytics", "chat", "hand", "poll", "stage", "file", "board", "admin", "lrs", "link", "breakout"}

// mayImport says for each of our packages which others of ours its non-test files may import. A name that ends with a
// slash stands for everything below.
func mayImport() map[string][]string {
	libraries := []string{"lti", "xapi", "livekit", "whiteboard", "whiteboard/yjs"}
	base := []string{"app", "app/live", "app/outbox", "app/store", "app/web"}
	table := map[string][]string{
		"app":                  {},
		"app/store":            {"app", "app/store/journal"},
		"app/store/journal":    {},
		"app/store/storetest":  {"app", "app/store"},
		"app/ruletest":         {},
		"app/web":              {"app"},
		"app/outbox":           {"app", "app/store"},
		"app/live":             {"app", "app/store", "app/web"},
		"app/board/render":     {},
		"app/board/upload":     {"app", "app/board/render", "app/outbox", "app/store", "app/web"},
		"app/breakout/propose": {"app"},
		"app/live/livetest":    {"app", "app/live", "app/store", "app/store/storetest"},
		"app/embedded":         {"app", "lti/platform", "xapi/lrs", "livekit/devserver"},
		"app/apptest":          {"app/", "app", "lti/", "lti", "xapi/", "xapi", "livekit/", "livekit", "whiteboard/yjs"},
		"lti":                  {},
		"lti/platform":         {"lti"},
		"xapi":                 {},
		"xapi/lrs":             {"xapi"},
		"livekit":              {},
		"livekit/devserver":    {"livekit"},
		"whiteboard":           {"whiteboard/yjs"},
		"whiteboard/yjs":       {},
		"frontend":             {},
		"cmd/lectern":          {"app", "app/admin", "app/server", "app/embedded", "app/forward", "app/launch", "app/lrs", "app/store"},
	}
	server := slices.Concat(base, libraries, []string{"frontend"})
	for _, f := range features {
		table["app/"+f] = slices.Concat(base, libraries)
		server = append(server, "app/"+f)
	}
	table["app/lrs"] = append(table["app/lrs"], "xapi/lrs") // the library's home in a deployment
	table["app/board"] = append(table["app/board"], "app/board/render", "app/board/upload")
	table["app/breakout"] = append(table["app/breakout"], "app/breakout/propose")
	table["app/server"] = append(server, "app/board/render")
	return table
}

// homes says where third parties live; anything else of a non-test file there fails.
var homes = map[string][]string{
	"github.com/lestrrat-go/jwx":          {"lti", "lti/platform", "app/auth"},
	"github.com/livekit/protocol":         {"livekit", "livekit/devserver"},
	"github.com/livekit/server-sdk-go":    {"livekit", "livekit/devserver"},
	"github.com/livekit/livekit-server":   {"livekit/devserver"},
	"github.com/hibiken/asynq":            {"app/outbox", "app/server"},
	"github.com/alicebob/miniredis":       {"app/embedded"},
	"github.com/getkin/kin-openapi":       {"app/web"},
	"github.com/prometheus/client_golang": {"app/server"},
	"github.com/coder/websocket":          {"app/web", "app/live", "app/apptest", "whiteboard"},
	"modernc.org/sqlite":                  {"app/store", "xapi/lrs"},
	"gorm.io/driver/postgres":             {"app/store", "app/store/storetest"},
	"github.com/redis/go-redis":           {"app/outbox", "app/server"},
}

// gormFiles may import gorm: app/store, and each feature's store.go.
func gormFile(pkg, file string) bool {
	return strings.HasPrefix(pkg, "app/store") || path.Base(file) == "store.go"
}

// echoFile may import Echo: app/web, app/server and each feature's http.go.
func echoFile(pkg, file string) bool {
	return pkg == "app/web" || pkg == "app/server" || path.Base(file) == "http.go"
}

func TestImportsFollowTheHouse(t *testing.T) {
	t.Parallel()
	table := mayImport()
	root := ".."
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base == "node_modules" || base == "testdata" || (strings.HasPrefix(base, ".") && name != root) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(rel))
		allowed, known := table[pkg]
		if !known {
			t.Errorf("%s: the package %s isn't in the table of the house", rel, pkg)
			return nil
		}
		for _, imp := range importsOf(t, name) {
			checkImport(t, rel, pkg, imp, allowed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func importsOf(t *testing.T, name string) []string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

func checkImport(t *testing.T, file, pkg, imp string, allowed []string) {
	t.Helper()
	if own, ours := strings.CutPrefix(imp, module); ours {
		for _, a := range allowed {
			if own == a || (strings.HasSuffix(a, "/") && strings.HasPrefix(own, a)) {
				return
			}
		}
		t.Errorf("%s imports %s, which %s may not know", file, own, pkg)
		return
	}
	switch {
	case strings.HasPrefix(imp, "gorm.io/gorm") && !gormFile(pkg, file):
		t.Errorf("%s imports %s; gorm lives in app/store and store.go", file, imp)
	case strings.HasPrefix(imp, "github.com/labstack/echo") && !echoFile(pkg, file):
		t.Errorf("%s imports %s; Echo lives in app/web, app/server and http.go", file, imp)
	}
	for third, where := range homes {
		if strings.HasPrefix(imp, third) && !slices.Contains(where, pkg) {
			t.Errorf("%s imports %s, which lives in %v", file, imp, where)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for pkg := range mayImport() {
		entries, err := os.ReadDir(filepath.Join("..", pkg))
		if err != nil {
			continue
		}
		said := false
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", pkg, e.Name()), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			said = said || (f.Doc != nil && len(f.Doc.Text()) > 40)
		}
		if !said {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}
