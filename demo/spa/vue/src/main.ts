import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import App from './app.vue';
import AboutView from './about-view.vue';
import CallView from './call-view.vue';
import ChatView from './chat-view.vue';
import './style.css';

const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: ChatView, meta: { chat: true } },
    { path: '/call', component: CallView, meta: { chat: true } },
    { path: '/about', component: AboutView },
  ],
});

createApp(App).use(router).mount('#app');
