package render

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// profile keeps LibreOffice from the network and from macros: whatever it wants to load goes to a proxy that isn't there.
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
`

// Convert makes a PDF of slides, and returns its file.
func (t Tools) Convert(ctx context.Context, dir, slides string) (string, error) {
	home := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(home, "user"), 0o700); err != nil {
		return "", fmt.Errorf("prepare a conversion: %w", err)
	}
	if err := os.WriteFile(filepath.Join(home, "user", "registrymodifications.xcu"), []byte(profile), 0o600); err != nil {
		return "", fmt.Errorf("prepare a conversion: %w", err)
	}
	out := filepath.Join(dir, "converted")
	_, err := t.run(ctx, dir, officeLimits, t.Office, "-env:UserInstallation=file://"+home, "--headless", "--norestore", "--nolockcheck", "--nodefault",
		"--convert-to", "pdf:impress_pdf_Export", "--outdir", out, slides)
	if fault(err) {
		return "", fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if err != nil {
		return "", err
	}
	made, err := filepath.Glob(filepath.Join(out, "*.pdf"))
	if err != nil || len(made) != 1 { // it says that it is done where it couldn't read the file, too
		return "", fmt.Errorf("%w: no PDF came of it", ErrBroken)
	}
	return made[0], nil
}
