// An LTI tool that the benchmark compares with: npm's @lti-tool/core, with everything in memory. Who starts it says the issuer
// and the addresses of the LMS in a PUT of /platform; the first line says the port.
import { createServer } from 'node:http'
import { rolldown } from '../../../frontend/node_modules/rolldown/dist/index.mjs'

// The package is written for bundlers: Node itself finds neither its files nor its JSON.
const bundle = await rolldown({ input: new URL('../../../frontend/node_modules/@lti-tool/core/dist/index.js', import.meta.url).pathname, platform: 'node' })
const { output: [{ code }] } = await bundle.generate({ format: 'esm', codeSplitting: false })
const { LTITool } = await import(`data:text/javascript,${encodeURIComponent(code)}`)

const rsa = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }

/** The part of the package's storage that launches need. */
class Memory {
  launchConfigs = new Map()
  nonces = new Map()
  sessions = new Map()

  async getLaunchConfig(iss, clientId, deploymentId) {
    return this.launchConfigs.get([iss, clientId, deploymentId].join(' '))
  }

  async storeNonce(nonce, expiresAt) {
    this.nonces.set(nonce, expiresAt)
  }

  async validateNonce(nonce) {
    const expiresAt = this.nonces.get(nonce)
    return this.nonces.delete(nonce) && expiresAt > new Date()
  }

  async addSession(session) {
    this.sessions.set(session.id, session)
    return session.id
  }
}

const storage = new Memory()
const tool = new LTITool({ stateSecret: crypto.getRandomValues(new Uint8Array(32)), keyPair: await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']), storage })

async function read(request) {
  let body = ''
  for await (const part of request) body += part
  return body
}

const routes = {
  async '/platform'(request, response) {
    const config = JSON.parse(await read(request))
    storage.launchConfigs.set([config.iss, config.clientId, config.deploymentId].join(' '), config)
    response.writeHead(204).end()
  },
  async '/lti/login'(request, response) {
    const form = Object.fromEntries(new URLSearchParams(await read(request)))
    const location = await tool.handleLogin({ ...form, launchUrl: `http://${request.headers.host}/lti/launch` })
    response.writeHead(302, { Location: location.toString(), 'Set-Cookie': 'lti=1; Path=/lti; HttpOnly' }).end()
  },
  async '/lti/launch'(request, response) {
    const form = new URLSearchParams(await read(request))
    const session = await tool.createSession(await tool.verifyLaunch(form.get('id_token'), form.get('state')))
    response.writeHead(303, { Location: `/launch#code=${session.id}` }).end()
  },
  async '/api/v1/token'(request, response) {
    const { code } = JSON.parse(await read(request))
    const session = storage.sessions.get(code)
    storage.sessions.delete(code)
    response.writeHead(session ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify({ user: session?.user }))
  },
}

const server = createServer((request, response) => {
  routes[request.url](request, response).catch((error) => response.writeHead(400).end(String(error)))
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
